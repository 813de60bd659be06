import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  OpenAIRealtimeWebSocket,
  RealtimeAgent,
  RealtimeSession,
  type TransportEvent,
  tool,
} from '@openai/agents-realtime';
import { OpenAI } from 'openai';
import { OpenAIRealtimeWS } from 'openai/realtime/ws';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { RealtimeStandin } from './realtime-standin.js';
import { captioned } from './recogniser.js';
import { ScriptedMind } from './scripted-mind.js';
import { AT_ONCE, speech, standin, stopStandins } from './testing/local-standin.js';

afterEach(stopStandins);

const GREETING = 'Good morning, this is the assistant of Ms Li.';

describe('the realtime client of openai', () => {
  let folder: string;
  let tls: { key: string; cert: string };
  const made: RealtimeStandin[] = [];

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'ringback-tls-'));
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    execFileSync(
      'openssl',
      ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2']
        .concat(['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'])
        .concat(['-keyout', key, '-out', cert]),
      { stdio: 'ignore' },
    );
    tls = { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  afterEach(async () => {
    await Promise.all(made.splice(0).map((each) => each.stop()));
  });

  it('holds a conversation over TLS: speech, a function call, its result, an error', async () => {
    const { TonesSynthesiser } = await import('@ringback/engine');
    const server = new RealtimeStandin({
      mind: new ScriptedMind([
        { say: GREETING },
        { when: 'Monday', call: { name: 'note_result', arguments: { day: 'Monday' } } },
        { say: 'Thank you, goodbye.' },
      ]),
      recogniser: captioned(() => 'On Monday, please.'),
      synthesiser: new TonesSynthesiser(),
      latency: AT_ONCE,
    });
    made.push(server);
    const { url } = await server.start({ tls });
    expect(url).toMatch(/^wss:/);
    const api = new OpenAI({ apiKey: 'sk-test', baseURL: url.replace('wss', 'https') });
    const client = new OpenAIRealtimeWS({ model: 'gpt-realtime-2.1', options: { ca: tls.cert } }, api);
    const codes: unknown[] = [];
    client.on('error', (error) => codes.push(error.error?.code ?? error.message));
    const types: string[] = [];
    client.on('event', ({ type }) => types.push(type));
    const done = new Promise<string[]>((resolve, reject) => {
      const said: string[] = [];
      client.on('session.created', () =>
        client.send({
          type: 'session.update',
          session: {
            type: 'realtime',
            tools: [{ type: 'function', name: 'note_result', parameters: { type: 'object', properties: {} } }],
            audio: {
              input: {
                format: { type: 'audio/pcmu' },
                transcription: { model: 'gpt-4o-transcribe' },
                turn_detection: { type: 'server_vad', silence_duration_ms: 400 },
              },
              output: { format: { type: 'audio/pcmu' }, voice: 'cedar' },
            },
          },
        }),
      );
      client.on('session.updated', () => {
        client.send({ type: 'response.cancel' });
        client.send({ type: 'response.create' });
      });
      client.on('response.output_audio_transcript.done', ({ transcript }) => said.push(transcript));
      client.on('response.done', ({ response }) => {
        if (said.length === 2) resolve(said);
        const output = response.output?.[0];
        if (output?.type === 'function_call') {
          client.send({
            type: 'conversation.item.create',
            item: { type: 'function_call_output', call_id: output.call_id ?? '', output: '{"noted":true}' },
          });
          client.send({ type: 'response.create' });
        } else if (said.length === 1) {
          speech('On Monday, please.').then(
            (mulaw) => client.send({ type: 'input_audio_buffer.append', audio: Buffer.from(mulaw).toString('base64') }),
            reject,
          );
        }
      });
    });
    expect(await done).toEqual([GREETING, 'Thank you, goodbye.']);
    expect(codes).toEqual(['response_cancel_not_active']);
    for (const type of ['input_audio_buffer.speech_started', 'response.function_call_arguments.done']) {
      expect(types).toContain(type);
    }
    client.close();
  });
});

/** Every event that it takes for one that it does not know. */
class Watched extends OpenAIRealtimeWebSocket {
  readonly raw: TransportEvent[] = [];
  readonly understood = new Map<string, number>();

  override emit(...given: Parameters<OpenAIRealtimeWebSocket['emit']>): boolean {
    const [type, event] = given as [string, TransportEvent];
    if (type === '*') this.raw.push(event);
    // What was validated is emitted under its own type, as what it was parsed to.
    else this.understood.set(type, (this.understood.get(type) ?? 0) + 1);
    return super.emit(...given);
  }

  get notUnderstood(): string[] {
    const seen = new Map<string, number>();
    for (const { type } of this.raw) seen.set(type, (seen.get(type) ?? 0) + 1);
    return [...seen].filter(([type, count]) => (this.understood.get(type) ?? 0) < count).map(([type]) => type);
  }
}

describe('the realtime agents of openai', () => {
  it('hold a whole conversation, interruption and function call included, and know every event', async () => {
    const { url } = await standin({
      mind: new ScriptedMind([
        { say: `${GREETING} ${GREETING} ${GREETING} ${GREETING}` },
        { when: 'who', say: 'Her assistant.', call: { name: 'note_result', arguments: { day: 'Monday' } } },
        { when: ({ history }) => history.at(-1)?.kind === 'result', say: 'I have noted Monday. Goodbye.' },
      ]),
      recogniser: captioned(() => 'Wait, who is this?'),
      latency: { ...AT_ONCE, deltaEveryMs: 25, transcriptionMs: 5 },
    });
    const noted: string[] = [];
    const noteResult = tool({
      name: 'note_result',
      description: 'Notes what was agreed.',
      strict: true,
      parameters: {
        type: 'object',
        properties: { day: { type: 'string' } },
        required: ['day'],
        additionalProperties: false,
      },
      execute: async (input) => {
        const { day } = input as { day: string };
        noted.push(day);
        return `noted ${day}`;
      },
    });
    const transport = new Watched({ url: `${url}/realtime?model=gpt-realtime-2.1` });
    const agent = new RealtimeAgent({ name: 'caller', instructions: 'Agree on a day.', tools: [noteResult] });
    const session = new RealtimeSession(agent, {
      transport,
      model: 'gpt-realtime-2.1',
      config: {
        audio: {
          input: {
            format: { type: 'audio/pcmu' },
            transcription: { model: 'gpt-4o-mini-transcribe' },
            turnDetection: { type: 'server_vad', silenceDurationMs: 400 },
          },
          output: { format: { type: 'audio/pcmu' }, voice: 'marin' },
        },
      },
    });
    const errors: unknown[] = [];
    session.on('error', (error) => errors.push(error));
    let interruptions = 0;
    session.on('audio_interrupted', () => {
      interruptions += 1;
    });
    await session.connect({ apiKey: 'ek_test' });
    const audio = await speech('Wait, who is this?');
    const finished = new Promise<void>((resolve) => {
      transport.on('turn_done', ({ response }) => {
        if (JSON.stringify(response.output).includes('noted Monday')) resolve();
      });
    });
    let interrupting = false;
    session.on('audio', () => {
      if (interrupting) return;
      interrupting = true;
      // A caller takes a breath before the interruption: the client counts what was played by its own clock.
      session.sendAudio(new Uint8Array(audio).buffer);
    });
    transport.requestResponse();
    await finished;
    expect(noted).toEqual(['Monday']);
    expect(interruptions).toBe(1);
    expect(errors.map((error) => JSON.stringify(error))).toEqual([]);
    expect(transport.notUnderstood).toEqual([]);
    for (const type of [
      'session.updated',
      'input_audio_buffer.speech_started',
      'conversation.item.truncated',
      'conversation.item.retrieved',
      'conversation.item.input_audio_transcription.completed',
      'response.function_call_arguments.done',
    ]) {
      expect(transport.raw.map((event) => event.type)).toContain(type);
    }
    const history = JSON.stringify(session.history);
    expect(history).toContain('I have noted Monday. Goodbye.');
    expect(history).toContain('Wait, who is this?');
    session.close();
  });

  it('do not know what nobody knows: the check above can fail', async () => {
    const { url } = await standin({ mind: new ScriptedMind([{ say: GREETING }]), faults: { unknownFields: true } });
    const transport = new Watched({ url: `${url}/realtime?model=gpt-realtime-2.1` });
    const session = new RealtimeSession(new RealtimeAgent({ name: 'caller' }), { transport });
    await session.connect({ apiKey: 'ek_test' });
    const done = new Promise<void>((resolve) => transport.on('turn_done', () => resolve()));
    transport.requestResponse();
    await done;
    expect(transport.notUnderstood).toEqual(['response.nobody_knows_this.delta']);
    session.close();
  });
});
