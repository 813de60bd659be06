/**
 * A thousand live readers of one call: how long after the moment in which an utterance was final each reader has it. The readers are in a
 * process of their own and read the skill's stream, as `stream_chat.sh` does; when each event happened comes from the call's own timeline.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createSynthesiser, NoticeConversations, realClock, Simulator } from '@ringback/engine';
import { createService, readConfig } from '@ringback/service';
import { simulatedCallees } from '@ringback/standins/callees';
import { percentile, rounded } from './figures.mjs';
import { temporaryFolder } from './load/service.mjs';

const READERS = 1000;

export async function streams({ quick }) {
  const folder = temporaryFolder();
  const config = readConfig({
    HOME: folder.path,
    RINGBACK_HOME: join(folder.path, 'data'),
    RINGBACK_PORT: '0',
    RINGBACK_LOG_LEVEL: 'error',
    RINGBACK_REQUEST_RATE: '0',
  });
  const clock = realClock();
  const synthesiser = await createSynthesiser({ kind: 'auto' });
  const carrier = new Simulator({ directory: simulatedCallees(), synthesiser, clock });
  const notices = new NoticeConversations({ synthesiser });
  // The call's timeline begins just before the conversation is opened; when that was, by the clock both processes share, is noted here.
  let beganAt = 0;
  const conversations = {
    name: notices.name,
    capabilities: notices.capabilities,
    close: () => notices.close(),
    open(request, listener) {
      beganAt = performance.timeOrigin + performance.now();
      return notices.open(request, listener);
    },
  };
  const service = await createService(config, { clock, engine: { carrier, conversations, synthesiser } });
  const delays = [];
  const rounds = quick ? 1 : 3;
  try {
    const key = await service.createKey('bench');
    for (let round = 0; round < rounds; round += 1) delays.push(...(await oneCall(service.url, key, () => beganAt)));
  } finally {
    await service.stop('the benchmark is over');
    folder.remove();
  }
  const p99 = percentile(delays, 0.99);
  return {
    readers: READERS,
    calls: rounds,
    eventsReceived: delays.length,
    delayMs: { p50: rounded(percentile(delays, 0.5)), p99: rounded(p99), max: rounded(percentile(delays, 1)) },
    expected: 'p99 under 50 ms',
    met: p99 < 50,
  };
}

async function oneCall(url, key, beganAt) {
  const headers = { 'content-type': 'application/json', 'x-api-key': key };
  const readers = fork(fileURLToPath(new URL('load/readers.mjs', import.meta.url)));
  const response = await fetch(`${url}/api/v1/callinfo/initiate_call`, {
    method: 'POST',
    headers,
    body: JSON.stringify({
      phones: '13800138000',
      user_requirement: '通知您明天上午9点开会',
      // Every reader is connected by then.
      not_before: new Date(Date.now() + 4000).toISOString(),
    }),
  });
  const callId = (await response.json()).data.call_ids[0];
  readers.send({ url, key, callId, readers: READERS });
  const [received] = await once(readers, 'message');
  const happened = new Map();
  const events = await (await fetch(`${url}/v1/calls/${callId}/events`, { headers })).text();
  for (const event of events.split('\n\n')) {
    const id = /^id: (\d+)$/m.exec(event)?.[1];
    const data = /^data: (.*)$/m.exec(event)?.[1];
    if (id !== undefined && data !== undefined) happened.set(id, beganAt() + JSON.parse(data).at_ms);
  }
  const complete = received.filter(({ ids }) => ids.length > 0);
  if (complete.length !== READERS) throw new Error(`${READERS - complete.length} readers got nothing`);
  // Utterances only: the end is told after the record is settled, by design.
  return received.flatMap(({ ids, at }) => ids.map((id, index) => at[index] - happened.get(id)));
}
