import type { Migration } from 'kysely';
import type { Engine } from '../open-store.js';
import { firstTables } from './0001-first-tables.js';
import { modelsAndRecordings } from './0002-models-and-recordings.js';
import { usersAndSessions } from './0003-users-and-sessions.js';
import { webphone } from './0004-webphone.js';
import { rehearsals } from './0005-rehearsals.js';
import { searchesAndCampaigns } from './0006-searches-and-campaigns.js';
import { limitsAndSettings } from './0007-limits-and-settings.js';

/**
 * All migrations by name, run in the order of their names. One that was released is never changed; what is to be different comes as the
 * next one.
 */
export function migrations(engine: Engine): Record<string, Migration> {
  return {
    '0001-first-tables': firstTables(engine),
    '0002-models-and-recordings': modelsAndRecordings(engine),
    '0003-users-and-sessions': usersAndSessions(engine),
    '0004-webphone': webphone(engine),
    '0005-rehearsals': rehearsals(engine),
    '0006-searches-and-campaigns': searchesAndCampaigns(engine),
    '0007-limits-and-settings': limitsAndSettings(engine),
  };
}
