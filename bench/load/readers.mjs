import { Agent, request } from 'node:http';

/**
 * Opens as many streams of one call as it is told to, and when all have ended sends back which event each reader received when, in
 * milliseconds since 1970 by the machine's clock.
 */
process.once('message', async ({ url, key, callId, readers }) => {
  const agent = new Agent({ keepAlive: false, maxSockets: readers });
  const body = JSON.stringify({ call_id: callId });
  const read = () =>
    new Promise((resolve, reject) => {
      const ids = [];
      const at = [];
      const sent = request(
        `${url}/api/v1/callinfo/stream_chat_history`,
        {
          agent,
          method: 'POST',
          headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), 'x-api-key': key },
        },
        (response) => {
          let text = '';
          response.setEncoding('utf8');
          response.on('data', (chunk) => {
            const now = performance.timeOrigin + performance.now();
            text += chunk;
            const events = text.split('\n\n');
            text = events.pop();
            for (const event of events) {
              const id = /^id: (\d+)$/m.exec(event)?.[1];
              if (id === undefined || !/"role": "(assistant|user)"/.test(event)) continue;
              ids.push(id);
              at.push(now);
            }
          });
          response.on('end', () => resolve({ ids, at }));
          response.on('error', reject);
        },
      );
      sent.on('error', reject);
      sent.end(body);
    });
  const received = await Promise.all(Array.from({ length: readers }, read));
  process.send(received, () => process.exit(0));
});
