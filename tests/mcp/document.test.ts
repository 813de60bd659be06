import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectHost, type Host } from './hosts.js';

const document = readFileSync(new URL('../../docs/mcp.md', import.meta.url), 'utf8');

describe('docs/mcp.md', () => {
  let host: Host;

  // What is offered does not depend on a service being there.
  beforeAll(async () => {
    host = await connectHost('modern', { env: { RINGBACK_API_KEY: 'sk_1', RINGBACK_URL: 'http://127.0.0.1:1' } });
  });
  afterAll(() => host?.close());

  it('names every tool with all that it takes, and no other', async () => {
    const { tools } = await host.listTools();
    const rows = [...document.matchAll(/^\| `(\w+)` \| ([^|]*) \| ([^|]*) \|$/gm)].filter(([, name]) =>
      tools.some((tool) => tool.name === name),
    );
    expect(rows.map(([, name]) => name)).toEqual(tools.map(({ name }) => name));
    for (const [, name, takes = ''] of rows) {
      const { properties = {} } = (tools.find((tool) => tool.name === name)?.inputSchema ?? {}) as {
        properties?: object;
      };
      expect([...takes.matchAll(/`(\w+)`/g)].map((match) => match[1]).sort()).toEqual(Object.keys(properties).sort());
    }
  });

  it('names every prompt with all that it takes', async () => {
    const { prompts } = await host.listPrompts();
    for (const { name, arguments: taken = [] } of prompts)
      expect(document).toContain(`\`${name}\` (${taken.map((one) => `\`${one.name}\``).join(', ')})`);
  });
});
