import { type McpServer, ResourceNotFoundError, ResourceTemplate } from '@modelcontextprotocol/server';
import { isRingbackApiError } from '@ringback/client';
import { callAnswerOf, THIRD_PARTY } from './call-answer.js';
import type { ServerContext } from './options.js';

/** The newest calls are listed; older ones are read by their id. */
const LISTED = 50;

/** The protocol gives at most so many completions. */
const COMPLETIONS = 100;

/** Every call of the account as `ringback://calls/{id}`. */
export function registerResources(server: McpServer, { client }: ServerContext): void {
  const template = new ResourceTemplate('ringback://calls/{id}', {
    async list({ mcpReq }) {
      const { items } = await client.listCalls({ limit: LISTED, signal: mcpReq.signal });
      return {
        resources: items.map(({ call_id, phone, status, end_reason, created_at }) => ({
          uri: `ringback://calls/${call_id}`,
          name: call_id,
          title: `${phone}, ${end_reason ?? status}`,
          mimeType: 'application/json',
          annotations: { lastModified: created_at },
        })),
      };
    },
    complete: {
      async id(begun) {
        const { items } = await client.listCalls({ limit: COMPLETIONS });
        return items.map(({ call_id }) => call_id).filter((id) => id.startsWith(begun));
      },
    },
  });
  server.registerResource(
    'call',
    template,
    {
      title: 'A call',
      description: `Its state, what came of it and what was said. ${THIRD_PARTY}`,
      mimeType: 'application/json',
    },
    async (uri, { id }, { mcpReq }) => {
      const call = await client.call(String(id), { signal: mcpReq.signal }).catch((error: unknown) => {
        throw isRingbackApiError(error) && error.code === 'call_not_found'
          ? new ResourceNotFoundError(uri.href)
          : error;
      });
      const text = JSON.stringify({ notice: THIRD_PARTY, ...callAnswerOf(call) }, null, 2);
      return { contents: [{ uri: uri.href, mimeType: 'application/json', text }] };
    },
  );
}
