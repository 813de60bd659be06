/** Ten thousand numbers in one request: from sending it to the answer, which comes once all of them are durable. */
import { join } from 'node:path';
import { median, rounded } from './figures.mjs';
import { ringback, startService, temporaryFolder } from './load/service.mjs';

const NUMBERS = 10_000;

export async function batch({ quick }) {
  const folder = temporaryFolder();
  const env = {
    RINGBACK_HOME: join(folder.path, 'data'),
    RINGBACK_MAX_QUEUED: '1000000',
    RINGBACK_REQUEST_RATE: '0',
    DATABASE_URL: '',
  };
  const { key } = JSON.parse(await ringback(['keys', 'create', '--json'], env));
  await ringback(['account', 'topup', '1000000', '--yes'], env);
  const service = await startService(env);
  const seconds = [];
  try {
    for (let round = 0; round < (quick ? 1 : 5); round += 1) {
      const phones = Array.from(
        { length: NUMBERS },
        (_, index) => `139${String(round * NUMBERS + index).padStart(8, '0')}`,
      );
      const started = performance.now();
      const response = await fetch(`${service.url}/api/v1/callinfo/initiate_call`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-api-key': key },
        body: JSON.stringify({
          phones: phones.join(','),
          user_requirement: '通知您明天上午9点开会',
          not_before: new Date(Date.now() + 86_400_000).toISOString(),
        }),
      });
      const answer = await response.json();
      seconds.push((performance.now() - started) / 1000);
      if (answer.data?.call_ids?.length !== NUMBERS) throw new Error(`refused: ${answer.code} ${answer.message}`);
    }
  } finally {
    await service.stop();
    folder.remove();
  }
  return {
    numbers: NUMBERS,
    rounds: seconds.length,
    medianSeconds: rounded(median(seconds), 2),
    slowestSeconds: rounded(Math.max(...seconds), 2),
    expected: 'under 2 s',
    met: Math.max(...seconds) < 2,
  };
}
