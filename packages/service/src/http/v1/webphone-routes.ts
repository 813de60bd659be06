import { webphoneNumberOf } from '@ringback/engine';
import { lineOfAccount } from '../../compliance/webphone-number.js';
import type { WebphoneLink } from '../../webphone/links.js';
import { success } from '../envelope.js';
import type { HttpOptions } from '../http-options.js';
import { successMessage } from '../messages.js';
import { type Route, route } from '../route.js';
import { instant, instantOrNull } from '../stepone/record.js';
import { emptyBody } from './schemas.js';
import { requestedWithHeader } from './session-schemas.js';
import {
  LINK_SECONDS,
  LINKS_PAGE,
  linkAnswer,
  linkParams,
  linksAnswer,
  linksQuery,
  newLinkAnswer,
  newLinkBody,
  ticketAnswer,
} from './webphone-schemas.js';

const tag = 'Webphone';

/** Calls to browsers: tickets for the account's own pages, and links for everybody else. */
export function webphoneRoutes({ webphone, webphoneLinks }: HttpOptions): Route[] {
  return [
    route({
      method: 'POST',
      path: '/v1/webphone/tickets',
      access: 'session',
      operationId: 'createWebphoneTicket',
      summary: 'Be called in this browser',
      description:
        'A ticket by which a page registers at the account’s own line, for one connection within a minute: docs/carrier-webphone.md has the protocol. Calls to `webphone:me` ring there.',
      tag,
      body: emptyBody,
      headers: requestedWithHeader,
      answers: { 200: { description: 'The ticket', schema: ticketAnswer } },
      handle({ account, language }) {
        const line = lineOfAccount(account.id);
        const { token, expiresAt } = webphone.ticket(line);
        return success(successMessage('ok', {}, language), {
          token,
          expires_at: instant(expiresAt),
          to: webphoneNumberOf(line),
          path: '/webphone',
        });
      },
    }),
    route({
      method: 'POST',
      path: '/v1/webphone/links',
      access: 'key',
      operationId: 'createWebphoneLink',
      summary: 'Make a link by which somebody answers one call in their browser',
      description:
        'Place the call to its `to`. It is dialled when somebody opens the link; where nobody does, it ends as `unreachable` when the link expires.',
      tag,
      body: newLinkBody.optional(),
      bodyExample: { valid_seconds: 86_400 },
      answers: { 200: { description: 'The link', schema: newLinkAnswer } },
      async handle({ account, body, language }) {
        const { token, ...link } = await webphoneLinks.create(account.id, (body?.valid_seconds ?? LINK_SECONDS) * 1000);
        return success(successMessage('link_made', {}, language), { ...linkData(link), path: `/answer#${token}` });
      },
    }),
    route({
      method: 'GET',
      path: '/v1/webphone/links',
      access: 'key',
      operationId: 'listWebphoneLinks',
      summary: 'List links, newest first',
      tag,
      query: linksQuery,
      answers: { 200: { description: 'A page of links, without their secrets', schema: linksAnswer } },
      async handle({ account, query, language }) {
        const limit = query.limit ?? LINKS_PAGE;
        const { before } = query;
        const page = await webphoneLinks.list(account.id, {
          limit: limit + 1,
          ...(before === undefined ? {} : { before }),
        });
        const shown = page.slice(0, limit);
        return success(successMessage('ok', {}, language), {
          links: shown.map(linkData),
          next_before: page.length > limit ? (shown.at(-1)?.linkId ?? null) : null,
        });
      },
    }),
    route({
      method: 'DELETE',
      path: '/v1/webphone/links/{link_id}',
      access: 'key',
      operationId: 'revokeWebphoneLink',
      summary: 'Revoke a link',
      description:
        'It opens nothing any more. A call that is under way at it goes on; one that waits for it ends as `unreachable`.',
      tag,
      params: linkParams,
      answers: { 200: { description: 'The link', schema: linkAnswer } },
      failures: ['link_not_found'],
      async handle({ account, params, language }) {
        const link = await webphoneLinks.revoke(account.id, params.link_id);
        return success(successMessage(link.state === 'revoked' ? 'link_revoked' : 'ok', {}, language), linkData(link));
      },
    }),
  ];
}

function linkData(link: WebphoneLink) {
  return {
    link_id: link.linkId,
    to: link.to,
    state: link.state,
    created_at: instant(link.createdAt),
    expires_at: instant(link.expiresAt),
    call_id: link.callId,
    used_at: instantOrNull(link.usedAt),
  };
}
