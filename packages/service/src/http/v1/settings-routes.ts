import type { User } from '../../sign-in/sign-in.js';
import { checkWords } from '../check-words.js';
import { success } from '../envelope.js';
import type { HttpOptions } from '../http-options.js';
import { successMessage } from '../messages.js';
import { type Route, route } from '../route.js';
import { instant } from '../stepone/record.js';
import { invalidRequest } from '../validation.js';
import { requestedWithHeader } from './session-schemas.js';
import { checkAnswer, checkBody, settingsAnswer, settingsBody } from './settings-schemas.js';

const tag = 'Settings';

/** What the operator sets where the environment leaves it open. */
export function settingsRoutes({ settings, liveChecks, logger }: HttpOptions): Route[] {
  async function all() {
    return {
      settings: (await settings.list()).map((one) => ({
        name: one.name,
        source: one.source,
        secret: one.secret,
        value: one.value,
        set: one.set,
        hint: one.hint,
        updated_at: one.updatedAt === null ? null : instant(one.updatedAt),
        updated_by: one.updatedBy,
        takes_effect: one.takesEffect,
        restart_pending: one.restartPending,
      })),
    };
  }

  return [
    route({
      method: 'GET',
      path: '/v1/settings',
      access: 'operator',
      operationId: 'listSettings',
      summary: 'What the service is set to, and by whom',
      description: 'A secret is never given back.',
      tag,
      answers: { 200: { description: 'The settings', schema: settingsAnswer } },
      handle: async ({ language }) => success(successMessage('ok', {}, language), await all()),
    }),
    route({
      method: 'PATCH',
      path: '/v1/settings',
      access: 'operator',
      operationId: 'changeSettings',
      summary: 'Change settings',
      tag,
      body: settingsBody,
      bodyExample: { values: { RINGBACK_COUNTRIES: 'CN,HK' } },
      headers: requestedWithHeader,
      answers: { 200: { description: 'The settings as they are now', schema: settingsAnswer } },
      failures: ['setting_locked', 'setting_needs_secret', 'invalid_setting'],
      async handle({ body, signedIn, language }) {
        const names = Object.keys(body.values);
        if (names.length === 0) throw invalidRequest([{ field: 'values', problem: 'empty' }]);
        await settings.change(body.values, knownAs(signedIn.user));
        logger.info({ names, by: signedIn.user.id }, 'settings changed');
        return success(successMessage('settings_changed', {}, language), await all());
      },
    }),
    route({
      method: 'POST',
      path: '/v1/settings/checks',
      access: 'operator',
      operationId: 'checkSettings',
      summary: 'Ask whether calls would get through',
      description:
        'Reads the carrier’s account, goes round through the public address, or opens and closes a session with the model, with the settings of the next start. Nobody is called.',
      tag,
      body: checkBody,
      bodyExample: { check: 'carrier' },
      headers: requestedWithHeader,
      answers: { 200: { description: 'What was found', schema: checkAnswer } },
      async handle({ body, language }) {
        const result = await liveChecks.run(body.check);
        return success(successMessage('ok', {}, language), {
          check: result.check,
          status: result.status,
          code: result.code,
          why: result.why,
          ...checkWords(result, language),
          took_ms: result.tookMs,
        });
      },
    }),
  ];
}

/** As other people know a user: what is kept beside what they did. */
export function knownAs({ email, name }: User): string {
  return email ?? (name === '' ? 'owner at this machine' : name);
}
