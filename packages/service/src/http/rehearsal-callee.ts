import { BEHAVIOURS } from '@ringback/standins/callees';
import { z } from 'zod';
import type { RehearsalCallee } from '../calls/rehearsals.js';

const CALLEES = BEHAVIOURS.map(({ id }) => id) as RehearsalCallee[] as [RehearsalCallee, ...RehearsalCallee[]];

/** A simulated callee by its behaviour. */
export const calleeField = z.enum(CALLEES).meta({ id: 'SimulatedCallee' });
