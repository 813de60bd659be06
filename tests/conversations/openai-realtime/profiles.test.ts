import { afterEach, describe, expect, it } from 'vitest';
import { behaves } from '../../behaviours/realtime.js';
import { proxy } from './proxy.js';
import { closeRigs, Rig } from './rig.js';

afterEach(closeRigs);

type Fields = Record<string, unknown>;

describe('other services', () => {
  it(behaves('profile.azure'), async () => {
    const seen: [string, Fields][] = [];
    const rig = await Rig.open({
      conversation: { profile: 'azure', model: 'my-deployment', headers: { 'x-team': 'front desk' } },
      turns: [{ say: 'Good morning.' }],
      through: (url) =>
        proxy(url, {
          path: '/realtime?model=gpt-realtime-2.1',
          onRequest: (path, headers) => seen.push([path, headers]),
        }).then((base) => base.replace(/\/v1$/, '')),
    });
    await rig.talk();
    const [[path, headers]] = seen as [[string, Fields]];
    expect(path).toBe('/openai/v1/realtime?model=my-deployment');
    expect(headers['api-key']).toBe('sk-test');
    expect(headers['x-team']).toBe('front desk');
    expect(headers).not.toHaveProperty('authorization');
    expect(headers).not.toHaveProperty('openai-beta');
    expect(rig.sent('session.update')[0]?.session).not.toHaveProperty('reasoning');
  });

  it(behaves('profile.xai'), async () => {
    const refused: string[] = [];
    const rig = await Rig.open({
      conversation: { profile: 'xai' },
      turns: [{ say: 'I shall now tell you a story about an old house.' }, { say: 'Of course.' }, { say: 'Goodbye.' }],
      calleeSays: ['Wait a moment please.'],
      through: (url) =>
        proxy(url, { path: '/realtime?model=gpt-realtime-2.1', toServer: asXai(refused), toClient: fromXai() }),
    });
    expect(rig.conversations.capabilities).toMatchObject({ truncates: false, prepares: true });
    await rig.until(() => rig.heard.texts.length === 1 && rig.heard.usages.length === 1, 'opening');
    rig.conversation.answered('unknown');
    await rig.calleeBegins('Wait a moment please.');
    rig.cut(rig.heard.utterances[0]?.id as string, 900);
    await rig.calleeStops();
    await rig.until(() => rig.heard.texts.length === 2 && rig.heard.words.some(({ final }) => final), 'answer');
    rig.playAll();
    // It is told in words what was heard, since its memory cannot be cut.
    expect(rig.contexts[1]?.history.some((one) => one.kind === 'system' && one.words.includes('heard only'))).toBe(
      true,
    );
    expect(rig.heard.words.map(({ text, final }) => [text, final])).toEqual([
      ['Wait a moment please.', false],
      ['Wait', false],
      ['Wait a moment', false],
      ['Wait a moment please.', true],
    ]);
    await rig.settle();
    rig.conversation.conclude('time_limit');
    await rig.until(() => rig.heard.finished !== null, 'finish');
    expect(rig.heard.finished?.end).toBe('time_limit');
    expect(refused).toEqual([]);
    expect(rig.logged).toEqual([]);
    const session = rig.sent('session.update')[0]?.session;
    expect(session).toMatchObject({ audio: { output: { format: { type: 'audio/pcmu' } } } });
  });
});

/** What xAI understands, as the stand-in does; anything else is refused. */
function asXai(refused: string[]): (event: Fields, answer: (event: Fields) => void) => Fields[] {
  return (event, answer) => {
    const refuse = (what: string): Fields[] => {
      refused.push(what);
      answer({
        type: 'error',
        event_id: 'x',
        error: { type: 'invalid_request_error', code: 'unsupported', message: what },
      });
      return [];
    };
    if (event.type === 'conversation.item.truncate' || event.type === 'conversation.item.retrieve') {
      return refuse(event.type as string);
    }
    if (event.type === 'response.create') {
      if (JSON.stringify(event).includes('"metadata"')) return refuse('metadata');
      return [event];
    }
    if (event.type !== 'session.update') return [event];
    const { voice, turn_detection, audio, instructions, tools, ...rest } = event.session as Fields & {
      audio: { input: Fields; output: Fields };
    };
    if (Object.keys(rest).length > 0 || Object.keys(audio.input).join() !== 'format')
      return refuse(Object.keys(rest).join());
    if (voice !== 'eve') return refuse('voice');
    return [
      {
        type: 'session.update',
        event_id: event.event_id,
        session: {
          type: 'realtime',
          instructions,
          tools,
          audio: {
            input: { ...audio.input, turn_detection, transcription: { model: 'gpt-4o-mini-transcribe' } },
            output: audio.output,
          },
        },
      },
    ];
  };
}

/** As xAI tells it. */
function fromXai(): (event: Fields) => Fields[] {
  const COMPLETED = 'conversation.item.input_audio_transcription.completed';
  return (event) => {
    switch (event.type) {
      case 'session.created':
        return [{ type: 'conversation.created', event_id: 'x', conversation: { id: 'conv_1' } }];
      case 'conversation.item.done':
      case 'rate_limits.updated':
        return [];
      case 'response.created':
      case 'response.done': {
        const { metadata: _metadata, ...response } = event.response as Fields;
        return [{ ...event, response }];
      }
      case COMPLETED:
        return [
          { ...event, transcript: 'Wait', status: 'in_progress' },
          { ...event, transcript: 'Wait a moment', status: 'in_progress' },
          { ...event, status: 'completed' },
        ];
      default:
        return [event];
    }
  };
}
