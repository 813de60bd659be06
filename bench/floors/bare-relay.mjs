/**
 * The floor for relaying a call's audio: two sockets of `ws`, and the base64 cut out of one JSON text and put into the next, both ways. It asks
 * the model to speak once and does nothing else: no marks, no interruption, no record.
 */
import { WebSocket, WebSocketServer } from 'ws';
import { measurements } from '../load/measured-process.mjs';
import { takeOrders } from '../load/orders.mjs';

const PAYLOAD = '"payload":"';
const DELTA = '"delta":"';
const AUDIO_DELTA = '{"type":"response.output_audio.delta"';
const SESSION = JSON.stringify({
  type: 'session.update',
  session: {
    type: 'realtime',
    audio: { input: { format: { type: 'audio/pcmu' } }, output: { format: { type: 'audio/pcmu' } } },
  },
});

let modelUrl;
const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
server.on('connection', (line) => {
  const model = new WebSocket(modelUrl, { perMessageDeflate: false, headers: { authorization: 'Bearer none' } });
  let mediaHead = '';
  let ready = false;
  line.on('error', () => model.close());
  model.on('error', () => line.close());
  line.on('close', () => model.close());
  model.on('close', () => line.close());
  model.on('open', () => {
    model.send(SESSION);
    model.send('{"type":"response.create"}');
    ready = true;
  });
  line.on('message', (data) => {
    const text = data.latin1Slice();
    if (text.startsWith('{"event":"media"')) {
      if (!ready) return;
      const from = text.indexOf(PAYLOAD) + PAYLOAD.length;
      model.send(`{"type":"input_audio_buffer.append","audio":"${text.slice(from, text.indexOf('"', from))}"}`);
    } else if (text.startsWith('{"event":"start"')) {
      mediaHead = `{"event":"media","streamSid":"${JSON.parse(text).streamSid}","media":{"payload":"`;
    }
  });
  model.on('message', (data) => {
    const text = data.latin1Slice();
    if (!text.startsWith(AUDIO_DELTA)) return;
    const from = text.indexOf(DELTA) + DELTA.length;
    line.send(`${mediaHead}${text.slice(from, text.indexOf('"', from))}"}}`);
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
