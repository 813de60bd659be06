/**
 * The peer: OpenAI's own Twilio transport (`TwilioRealtimeTransportLayer` of `@openai/agents-extensions`) on a `ws` server, as its documentation
 * shows it, without an agent on top: nothing here but what relaying a call needs.
 */
import { TwilioRealtimeTransportLayer } from '@openai/agents-extensions';
import { WebSocketServer } from 'ws';
import { measurements } from '../load/measured-process.mjs';
import { takeOrders } from '../load/orders.mjs';

let modelUrl;
const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
server.on('connection', (line) => {
  line.on('error', () => line.terminate());
  const transport = new TwilioRealtimeTransportLayer({ twilioWebSocket: line });
  transport.on('error', (error) => console.error('agents transport:', error.error ?? error));
  transport
    .connect({
      apiKey: 'sk-none',
      url: modelUrl,
      model: 'gpt-realtime-2.1',
      initialSessionConfig: {
        instructions: 'You are a friendly assistant on the telephone.',
        audio: {
          input: { format: { type: 'audio/pcmu' }, turnDetection: { type: 'server_vad' } },
          output: { format: { type: 'audio/pcmu' } },
        },
      },
    })
    .then(() => transport.requestResponse())
    .catch((error) => {
      console.error('agents transport:', error);
      line.close();
    });
});
await new Promise((resolve) => server.once('listening', resolve));

takeOrders({
  ...measurements,
  configure(settings) {
    modelUrl = settings.modelUrl;
    return { publicPort: server.address().port };
  },
});
