import { readFileSync } from 'node:fs';
import { CLIENT_ERROR_CODES, SERVICE_ERROR_CODES } from '@ringback/client';
import { describe, expect, it } from 'vitest';
import { STATUS } from '../../packages/service/src/http/errors.js';

const document = readFileSync(new URL('../../docs/errors.md', import.meta.url), 'utf8');

describe('the codes of the client’s errors', () => {
  it('are those with which the service refuses', () => {
    expect([...SERVICE_ERROR_CODES].sort()).toEqual(Object.keys(STATUS).sort());
  });

  it('are documented, its own as well', () => {
    const own = document.slice(document.indexOf('## The client'), document.indexOf('## The MCP server'));
    expect([...own.matchAll(/^\| `(\w+)`/gm)].map((match) => match[1])).toEqual([...CLIENT_ERROR_CODES]);
    for (const code of SERVICE_ERROR_CODES) expect(document).toContain(`\n| \`${code}\` | `);
  });
});
