import { afterEach, describe, expect, it } from 'vitest';
import { behaves } from '../../behaviours/realtime.js';
import { AT_ONCE, closeRigs, Rig, type RigOptions } from './rig.js';

afterEach(closeRigs);

const OUTCOME = { goal_achieved: true, summary: 'The table is booked.' };
const hangUp = (given: object = OUTCOME): { name: string; arguments: object } => ({
  name: 'hang_up',
  arguments: given,
});

/** Answered, and the callee has said something. */
async function afterWords(options: RigOptions): Promise<Rig> {
  const rig = await Rig.open({ calleeSays: ['Yes, at eight.'], ...options });
  await rig.talk();
  await rig.calleeSays('Yes, at eight.');
  return rig;
}

const results = (rig: Rig): Record<string, unknown>[] =>
  rig
    .sent('conversation.item.create')
    .map(({ item }) => item as { type: string; output: string })
    .filter(({ type }) => type === 'function_call_output')
    .map(({ output }) => JSON.parse(output) as Record<string, unknown>);

describe('hanging up', () => {
  it(behaves('tools.hang-up'), async () => {
    const rig = await afterWords({ turns: [{ say: 'Good morning.' }, { say: 'Thank you, goodbye.', call: hangUp() }] });
    await rig.until(() => rig.heard.finished !== null, 'finish');
    expect(rig.heard.finished).toEqual({
      end: 'completed',
      outcome: { goalAchieved: true, summary: 'The table is booked.', facts: {}, doNotCall: false },
    });
    const told = rig.heard.told.map(([what]) => what).filter((what) => what !== 'usage' && what !== 'calleeSaid');
    expect(told.at(-1)).toBe('finish');
    expect(rig.heard.texts.at(-1)).toBe('Thank you, goodbye.');
    await rig.settle();
    expect(rig.sent('response.create')).toHaveLength(1);
    expect(results(rig)).toEqual([{ ok: true }]);
    // The callee says goodbye too: it is heard, and answered no more.
    await rig.calleeSays('Goodbye.');
    await rig.settle();
    expect(rig.heard.texts).toHaveLength(2);
    expect(rig.heard.all('finish')).toHaveLength(1);
  });

  it(behaves('tools.hang-up-needs-a-goodbye'), async () => {
    const rig = await afterWords({
      turns: [
        { say: 'Good morning.' },
        { say: 'Noted.', call: hangUp({ outcome: OUTCOME }) },
        { say: 'Goodbye then.' },
      ],
    });
    await rig.until(() => rig.heard.finished !== null, 'finish');
    expect(rig.heard.texts).toEqual(['Good morning.', 'Noted.', 'Goodbye then.']);
    expect(rig.heard.finished?.outcome.summary).toBe('The table is booked.');
    expect(rig.sent('response.create').at(-1)).toMatchObject({ response: { tool_choice: 'none' } });
    // A goodbye that was said before counts, also where hang_up comes without a word.
    const later = await afterWords({
      turns: [{ say: 'Good morning, and goodbye.' }, { call: hangUp() }, { say: 'Once more.' }],
    });
    await later.until(() => later.heard.finished !== null, 'finish');
    expect(later.heard.texts).toEqual(['Good morning, and goodbye.']);
  });

  it.each(['voicemail', 'no_response'] as const)(`${behaves('tools.hang-up-machine')} (%s)`, async (end) => {
    const rig = await afterWords({
      turns: [{ say: 'Good morning.' }, { call: hangUp({ ...OUTCOME, end }) }, { say: 'Bye.' }],
    });
    await rig.until(() => rig.heard.finished !== null, 'finish');
    expect(rig.heard.finished?.end).toBe(end);
    expect(rig.heard.texts).toHaveLength(1);
  });

  it(behaves('tools.do-not-call'), async () => {
    const rig = await afterWords({
      turns: [
        { say: 'Good morning.' },
        { say: 'I am sorry, goodbye.', call: hangUp({ ...OUTCOME, do_not_call: true }) },
      ],
    });
    await rig.until(() => rig.heard.finished !== null, 'finish');
    expect(rig.heard.finished?.outcome.doNotCall).toBe(true);
    // Who hangs up before the model can say so has still said so.
    const own = await afterWords({
      turns: [{ say: 'Good morning.' }, { say: 'I see.' }],
      calleeSays: ['Do not call me again!'],
    });
    await own.until(() => own.heard.words.some(({ final }) => final), 'words');
    expect(own.conversation.outcome().doNotCall).toBe(true);
  });
});

describe('the other tools', () => {
  it(behaves('tools.keys'), async () => {
    const rig = await afterWords({
      turns: [
        { say: 'Good morning.' },
        {
          call: [
            { name: 'send_keys', arguments: { digits: '1 2#' } },
            { name: 'send_keys', arguments: { digits: 'call' } },
          ],
        },
        { say: 'Hm.' },
      ],
    });
    await rig.until(() => rig.heard.texts.length === 2, 'next');
    expect(rig.heard.all('pressKeys')).toEqual([['12#']]);
    expect(results(rig)).toMatchObject([{ ok: true }, { ok: false, error: expect.stringContaining('0-9') }]);
  });

  it(behaves('tools.note-result'), async () => {
    const resultSchema = {
      type: 'object',
      properties: { seats: { type: 'integer', minimum: 1 }, name: { type: 'string' } },
      required: ['seats', 'name'],
      additionalProperties: false,
    };
    const note = (given: object): object => ({ call: { name: 'note_result', arguments: given } });
    const rig = await afterWords({
      brief: { resultSchema },
      turns: [
        { say: 'Good morning.' },
        note({ seats: 'two' }),
        note({ seats: 2 }),
        note({ table: 7 }),
        note({ name: 'Thomas' }),
        { say: 'Thank you, goodbye.', call: hangUp() },
      ],
    });
    await rig.until(() => rig.heard.finished !== null, 'finish');
    expect(rig.heard.all('note')).toEqual([[{ seats: 2 }], [{ name: 'Thomas' }]]);
    expect(rig.heard.finished?.outcome.facts).toEqual({ seats: 2, name: 'Thomas' });
    expect(results(rig).slice(0, 4)).toMatchObject([
      { ok: false, error: 'seats must be of type integer' },
      { ok: true, still_missing: ['name'] },
      { ok: false, error: expect.stringContaining('table') },
      { ok: true },
    ]);
    const session = rig.sent('session.update')[0]?.session;
    const { tools = [] } = (session ?? {}) as { tools?: { name: string; parameters: object }[] };
    expect(tools.map(({ name }) => name)).toEqual(['hang_up', 'send_keys', 'note_result']);
    expect(tools[2]?.parameters).not.toHaveProperty('required');
    // Without a schema there is nothing to note.
    const none = await Rig.open();
    await none.until(() => none.sent('session.update').length === 1, 'session.update');
    expect(JSON.stringify(none.sent('session.update')[0])).not.toContain('"note_result"');
  });

  it(behaves('tools.one-response'), async () => {
    const rig = await afterWords({
      turns: [
        { say: 'Good morning.' },
        {
          call: [
            { name: 'send_keys', arguments: { digits: '1' } },
            { name: 'send_keys', arguments: { digits: '2' } },
          ],
        },
        { say: 'Done.' },
      ],
    });
    await rig.until(() => rig.heard.texts.length === 2, 'next');
    const order = rig.wire
      .map(({ event }) => event.type)
      .filter((type) => /^response\.(create|done)$|item\.create$/.test(type));
    expect(order).toEqual([
      'response.create',
      'response.done',
      'response.done',
      'conversation.item.create',
      'conversation.item.create',
      'response.create',
      'response.done',
    ]);
  });

  it(behaves('tools.partial-arguments'), async () => {
    const rig = await Rig.open({
      turns: [
        { say: 'Good morning.' },
        { say: 'One moment.', call: { name: 'send_keys', arguments: { digits: '123456789012345678901234' } } },
        { say: 'Yes?' },
      ],
      calleeSays: ['Yes.', 'Wait.'],
      standin: { latency: { ...AT_ONCE, deltaEveryMs: 200 } },
    });
    await rig.clock.advanceUntil(() => rig.heard.texts.length === 1, 10_000);
    rig.conversation.answered('unknown');
    rig.playAll();
    await rig.calleeSays('Yes.');
    const begun = (): boolean => rig.received('response.function_call_arguments.delta').length > 0;
    await rig.clock.advanceUntil(begun, 10_000);
    await rig.calleeBegins('Wait.');
    rig.conversation.played(rig.heard.utterances.at(-1)?.id as string, 100, true);
    await rig.until(() => rig.received('response.done').length === 2, 'done');
    const partial = rig.received('response.function_call_arguments.done') as unknown as { arguments: string }[];
    expect(() => JSON.parse(partial[0]?.arguments ?? '') as unknown).toThrow();
    await rig.calleeStops();
    await rig.clock.advanceUntil(() => rig.heard.texts.includes('Yes?'), 10_000);
    expect(rig.heard.all('pressKeys')).toEqual([]);
    expect(results(rig)).toEqual([]);
  });

  it(behaves('tools.unknown'), async () => {
    const rig = await afterWords({
      turns: [
        { say: 'Good morning.' },
        {
          call: [
            { name: 'transfer_money', arguments: {} },
            { name: 'send_keys', arguments: '{"digits": ' },
          ],
        },
        { say: 'I cannot.' },
      ],
    });
    await rig.until(() => rig.heard.texts.length === 2, 'next');
    expect(results(rig)).toMatchObject([
      { ok: false, error: expect.stringContaining('hang_up, send_keys') },
      { ok: false, error: expect.stringContaining('JSON') },
    ]);
  });

  it(behaves('tools.further'), async () => {
    const given: unknown[] = [];
    const signals: AbortSignal[] = [];
    const parameters = { type: 'object', properties: { day: { type: 'string' } }, required: ['day'] };
    const rig = await afterWords({
      conversation: {
        tools: [
          {
            name: 'free_tables',
            description: 'Free tables of a day.',
            parameters,
            run: async (args, { callId }) => {
              given.push(args, callId);
              return '{"free":3}';
            },
          },
          { name: 'broken', description: '', parameters: {}, run: () => Promise.reject(new Error('a secret')) },
          {
            name: 'slow',
            description: '',
            parameters: {},
            run: (_args, { signal }) => {
              signals.push(signal);
              return new Promise(() => undefined);
            },
          },
        ],
      },
      turns: [
        { say: 'Good morning.' },
        {
          call: [
            { name: 'free_tables', arguments: { day: 'Monday' } },
            { name: 'free_tables', arguments: {} },
            { name: 'broken' },
            { name: 'slow' },
          ],
        },
        { say: 'There are three.' },
      ],
    });
    await rig.until(() => signals.length === 1, 'the slow one');
    await rig.settle();
    expect(results(rig)).toEqual([]);
    await rig.clock.advance(10_000);
    await rig.until(() => rig.heard.texts.length === 2, 'next');
    expect(given).toEqual([{ day: 'Monday' }, 'call-1']);
    expect(signals[0]?.aborted).toBe(true);
    expect(results(rig)).toEqual([
      { free: 3 },
      { ok: false, error: 'the value lacks day' },
      { ok: false, error: 'it did not work' },
      { ok: false, error: 'it took too long' },
    ]);
  });
});
