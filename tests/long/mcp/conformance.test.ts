import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ServedHttp, serveHttp } from '../../mcp/hosts.js';
import { type RunningService, startService } from '../../running-service.js';
import { EXTENSIONS_NOT_OFFERED, INAPPLICABLE } from './inapplicable-scenarios.js';
import { protocolTools } from './protocol-tools.js';

interface Check {
  id: string;
  status: 'SUCCESS' | 'FAILURE' | 'WARNING' | 'SKIPPED' | 'INFO';
  errorMessage?: string;
}

/** The suite has no key: what it asks is passed on with one. Everything else, `Host` and `Origin` among it, goes as it came. */
async function withKey(target: string, key: string): Promise<{ server: Server; url: string }> {
  const { hostname, port, pathname } = new URL(target);
  const server = createServer((incoming, outgoing) => {
    const headers = { ...incoming.headers, authorization: `Bearer ${key}` };
    const onward = request({ hostname, port, path: incoming.url, method: incoming.method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    outgoing.on('close', () => onward.destroy());
    onward.on('error', () => outgoing.destroy());
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${pathname}` };
}

describe('the conformance suite of the protocol', () => {
  let service: RunningService;
  let http: ServedHttp;
  let passing: Server;
  let results: Map<string, Check[]>;

  beforeAll(async () => {
    service = await startService({ RINGBACK_SIMULATOR_SPEED: '20', RINGBACK_SPEECH: 'tones' });
    http = await serveHttp(service);
    const passed = await withKey(http.url, service.key);
    passing = passed.server;
    const run = await protocolTools();
    const folder = mkdtempSync(join(tmpdir(), 'ringback-conformance-'));
    await run('conformance', ['server', '--url', passed.url, '--suite', 'all', '-o', folder], 300_000);
    results = new Map(
      readdirSync(folder).map((name) => [
        name.replace(/^server-/, '').replace(/-\d{4}-\d\d-\d\dT.*$/, ''),
        JSON.parse(readFileSync(join(folder, name, 'checks.json'), 'utf8')) as Check[],
      ]),
    );
    rmSync(folder, { recursive: true });
  }, 600_000);
  afterAll(async () => {
    passing?.closeAllConnections();
    passing?.close();
    await http?.stop();
    await service?.stop();
  });

  const failures = (checks: Check[] | undefined): string[] =>
    (checks ?? []).filter(({ status }) => status === 'FAILURE').map(({ id, errorMessage }) => `${id}: ${errorMessage}`);

  it('is met in everything that applies, and much does', () => {
    const applicable = [...results].filter(
      ([scenario]) => !Object.hasOwn(INAPPLICABLE, scenario) && !EXTENSIONS_NOT_OFFERED.test(scenario),
    );
    expect(applicable.flatMap(([scenario, checks]) => failures(checks).map((one) => `${scenario}: ${one}`))).toEqual(
      [],
    );
    expect(applicable.map(([scenario]) => scenario)).toEqual(
      expect.arrayContaining([
        'server-initialize',
        'server-session-lifecycle',
        'ping',
        'tools-list',
        'resources-list',
        'prompts-list',
        'sep-2164-resource-not-found',
        'server-sse-multiple-streams',
        'dns-rebinding-protection',
        'caching',
        'http-header-validation',
      ]),
    );
    const met = [...results.values()].flat().filter(({ status }) => status === 'SUCCESS').length;
    expect(met).toBeGreaterThanOrEqual(75);
  });

  it.each(Object.entries(INAPPLICABLE))(
    'cannot apply in %s, and for the reason given alone',
    (scenario, { shownBy }) => {
      const failed = failures(results.get(scenario));
      expect(failed).not.toEqual([]);
      expect(failed.filter((message) => !shownBy.test(message))).toEqual([]);
    },
  );
});
