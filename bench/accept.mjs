/**
 * How many calls a second the API accepts, each durable before it is answered, beside a bare Fastify route that does one durable insert:
 * the two in turn, so that a machine whose speed drifts does not tell.
 */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import autocannon from 'autocannon';
import { median, rounded } from './figures.mjs';
import { ringback, startProgram, startService, temporaryFolder } from './load/service.mjs';

const CONNECTIONS = 32;

export async function accept({ quick }) {
  const folder = temporaryFolder();
  const env = {
    RINGBACK_HOME: join(folder.path, 'data'),
    RINGBACK_REQUEST_RATE: '0',
    RINGBACK_MAX_QUEUED: '10000000',
    DATABASE_URL: '',
  };
  const { key } = JSON.parse(await ringback(['keys', 'create', '--json'], env));
  await ringback(['account', 'topup', '10000000', '--yes'], env);
  const service = await startService(env);
  const floorPath = fileURLToPath(new URL('floors/durable-insert.mjs', import.meta.url));
  const floor = await startProgram(floorPath, [join(folder.path, 'floor.db')]);
  const body = JSON.stringify({
    phones: '13800138000',
    user_requirement: '通知您明天上午9点开会',
    // Far enough ahead that nothing is dialled while accepting is measured.
    not_before: new Date(Date.now() + 86_400_000).toISOString(),
  });
  const fire = async (url, path, headers) => {
    const result = await autocannon({
      url: `${url}${path}`,
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
      connections: CONNECTIONS,
      duration: quick ? 2 : 6,
    });
    if (result.non2xx > 0 || result.errors > 0)
      throw new Error(`${path}: ${result.non2xx} refused, ${result.errors} lost`);
    return { perSecond: result.requests.average, p50: result.latency.p50, p99: result.latency.p99 };
  };
  const ours = [];
  const bare = [];
  try {
    for (let round = 0; round < (quick ? 2 : 6); round += 1) {
      bare.push(await fire(floor.url, '/calls', {}));
      ours.push(await fire(service.url, '/api/v1/callinfo/initiate_call', { 'x-api-key': key }));
    }
  } finally {
    await service.stop();
    await floor.stop();
    folder.remove();
  }
  // The first round warms both up.
  const ratios = ours.slice(1).map((one, index) => one.perSecond / bare[index + 1].perSecond);
  return {
    connections: CONNECTIONS,
    acceptedPerSecond: rounded(median(ours.slice(1).map(({ perSecond }) => perSecond)), 0),
    bareRoutePerSecond: rounded(median(bare.slice(1).map(({ perSecond }) => perSecond)), 0),
    ratio: rounded(median(ratios), 2),
    p99Ms: rounded(median(ours.slice(1).map(({ p99 }) => p99))),
    bareRouteP99Ms: rounded(median(bare.slice(1).map(({ p99 }) => p99))),
    expected: 'ratio ≥ 0.5',
    met: median(ratios) >= 0.5,
  };
}
