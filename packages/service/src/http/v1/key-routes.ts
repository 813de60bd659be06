import type { ApiKeyInfo } from '../../accounts/account.js';
import { success } from '../envelope.js';
import type { HttpOptions } from '../http-options.js';
import { successMessage } from '../messages.js';
import { type Route, route } from '../route.js';
import { instant } from '../stepone/record.js';
import { keyAnswer, keyBody, keyParams, keysAnswer, newKeyAnswer, newKeyBody } from './account-schemas.js';
import { requestedWithHeader } from './session-schemas.js';

const tag = 'Keys';
const headers = requestedWithHeader;

/** The API keys of the account of whoever is signed in. */
export function keyRoutes({ accounts }: HttpOptions): Route[] {
  return [
    route({
      method: 'GET',
      path: '/v1/keys',
      access: 'session',
      operationId: 'listKeys',
      summary: 'List the account’s API keys, oldest first',
      tag,
      answers: { 200: { description: 'The keys, revoked ones too, without the keys themselves', schema: keysAnswer } },
      async handle({ account, language }) {
        const keys = await accounts.listKeys(account.id);
        return success(successMessage('ok', {}, language), { keys: keys.map(keyData) });
      },
    }),
    route({
      method: 'POST',
      path: '/v1/keys',
      access: 'session',
      operationId: 'createKey',
      summary: 'Make an API key',
      tag,
      body: newKeyBody,
      bodyExample: { name: 'laptop' },
      headers,
      answers: { 200: { description: 'The key, shown this once', schema: newKeyAnswer } },
      async handle({ account, body, language }) {
        const { key, info } = await accounts.createKey(account.id, body.name ?? '');
        return success(successMessage('key_made', {}, language), { ...keyData(info), key });
      },
    }),
    route({
      method: 'PATCH',
      path: '/v1/keys/{key_id}',
      access: 'session',
      operationId: 'renameKey',
      summary: 'Rename an API key',
      tag,
      params: keyParams,
      body: keyBody,
      bodyExample: { name: 'laptop' },
      headers,
      answers: { 200: { description: 'The key', schema: keyAnswer } },
      failures: ['key_not_found'],
      async handle({ account, params, body, language }) {
        const info = await accounts.renameKey(account.id, params.key_id, body.name);
        return success(successMessage('ok', {}, language), keyData(info));
      },
    }),
    route({
      method: 'DELETE',
      path: '/v1/keys/{key_id}',
      access: 'session',
      operationId: 'revokeKey',
      summary: 'Revoke an API key',
      description: 'It is refused from the next request on. Revoking twice changes nothing.',
      tag,
      params: keyParams,
      headers,
      answers: { 200: { description: 'The key, revoked', schema: keyAnswer } },
      failures: ['key_not_found'],
      async handle({ account, params, language }) {
        const { id } = await accounts.ownKey(account.id, params.key_id);
        await accounts.revokeKey(id);
        const info = await accounts.ownKey(account.id, id);
        return success(successMessage('key_revoked', {}, language), keyData(info));
      },
    }),
  ];
}

function keyData({ id, name, hint, createdAt, lastUsedAt, revokedAt }: ApiKeyInfo) {
  return {
    key_id: id,
    name,
    hint,
    created_at: instant(createdAt),
    last_used_at: lastUsedAt === null ? null : instant(lastUsedAt),
    revoked_at: revokedAt === null ? null : instant(revokedAt),
  };
}
