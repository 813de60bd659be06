import {
  type Caption,
  type Carrier,
  type CarrierCapabilities,
  dtmfSequence,
  FRAME_BYTES,
  FRAME_MS,
} from '@ringback/engine';
import { expect } from 'vitest';
import type { CarrierBehaviour } from './carrier.js';
import { type CarrierRig, Line, type NumberKind, play, ramp, SETUP_LIMIT_MS, sound } from './carrier-rig.js';

async function endsUnanswered(rig: CarrierRig, kind: NumberKind): Promise<void> {
  const line = Line.to(rig, kind);
  expect(await line.untilOver()).toBe(kind);
  expect(line.all('answered')).toEqual([]);
  expect(line.frames).toEqual([]);
  expect(rig.farEnds).toEqual([]);
}

type Check = (rig: CarrierRig) => Promise<void>;

/** The check of each behaviour, and the capability without which it is not asked. */
export const CARRIER_CHECKS = new Map<CarrierBehaviour, { check: Check; needs?: keyof CarrierCapabilities }>();

/** The behaviours that are asked of a carrier with its capabilities. */
export function askedOf({ capabilities }: Carrier): CarrierBehaviour[] {
  return [...CARRIER_CHECKS]
    .filter(([, { needs }]) => needs === undefined || capabilities[needs] === true)
    .map(([behaviour]) => behaviour);
}

function verify(behaviour: CarrierBehaviour, check: Check, needs?: keyof CarrierCapabilities): void {
  CARRIER_CHECKS.set(behaviour, needs === undefined ? { check } : { check, needs });
}

verify('dial.tells-nothing-from-inside', async (rig) => {
  const line = Line.to(rig);
  expect(line.told).toEqual([]);
  await line.untilAnswered();
});

verify('dial.tells-in-order', async (rig) => {
  const line = Line.to(rig);
  await line.untilAnswered();
  await rig.clock.advance(1000);
  expect(line.told.map(([event]) => event)).toEqual(['accepted', 'ringing', 'answered']);
  expect(line.all('accepted')[0]).toMatch(/./);
});

verify('dial.failure-is-told', async (rig) => {
  const line = Line.to(rig, 'cannot_be_dialled');
  expect(await line.untilOver()).toBe('failed');
});

verify('dial.many-at-once', async (rig) => {
  const lines = [0, 1, 2].map((index) => Line.to(rig, 'answers', `call-${index}`));
  for (const line of lines) await line.untilAnswered();
  for (const [index, line] of lines.entries()) play(line, new Uint8Array(800).fill(index + 1));
  for (const [index, far] of rig.farEnds.entries()) far.send(new Uint8Array(800).fill(index + 11));
  await rig.clock.advance(500);
  const farValues = rig.farEnds.map((far) => [...new Set(far.heard)]);
  expect(farValues.map((values) => values.length)).toEqual([1, 1, 1]);
  expect(farValues.flat().sort()).toEqual([1, 2, 3]);
  const nearValues = lines.map((line) => [...new Set(line.heard)]);
  expect(nearValues.map((values) => values.length)).toEqual([1, 1, 1]);
  expect(nearValues.flat().sort()).toEqual([11, 12, 13]);
});

for (const kind of ['busy', 'rejected', 'unreachable'] as const) {
  verify(`end.${kind}`, (rig) => endsUnanswered(rig, kind));
}

verify('end.no-answer', async (rig) => {
  const line = Line.to(rig, 'never_answers', 'call', 12_000);
  await rig.clock.advanceUntil(() => line.all('ringing').length > 0, SETUP_LIMIT_MS);
  await rig.clock.advance(11_900);
  expect(line.over).toBe(false);
  // Twilio adds up to five seconds of its own.
  await rig.clock.advance(5_200);
  expect(line.all('ended')).toEqual(['no_answer']);
  expect(line.all('answered')).toEqual([]);
});

verify('end.callee-hangs-up', async (rig) => {
  const line = Line.to(rig);
  (await line.untilAnswered()).hangUp();
  expect(await line.untilOver()).toBe('callee_hung_up');
});

verify('end.we-hang-up-before-ringing', async (rig) => {
  const line = Line.to(rig);
  line.leg.hangUp();
  expect(line.over).toBe(false);
  expect(await line.untilOver()).toBe('we_hung_up');
  await rig.clock.advance(SETUP_LIMIT_MS);
  expect(line.all('ringing')).toEqual([]);
  expect(rig.farEnds).toEqual([]);
});

verify('end.we-hang-up-while-ringing', async (rig) => {
  const line = Line.to(rig, 'never_answers');
  await rig.clock.advanceUntil(() => line.all('ringing').length > 0, SETUP_LIMIT_MS);
  line.leg.hangUp();
  expect(await line.untilOver()).toBe('we_hung_up');
  await rig.clock.advance(SETUP_LIMIT_MS);
  expect(rig.farEnds).toEqual([]);
});

verify('end.we-hang-up-in-talk', async (rig) => {
  const line = Line.to(rig);
  const far = await line.untilAnswered();
  play(line, sound(2000));
  await rig.clock.advance(500);
  line.leg.hangUp();
  expect(await line.untilOver()).toBe('we_hung_up');
  await rig.clock.advance(1000);
  expect(far.gone).toBe(true);
  expect(far.heard.length).toBeLessThanOrEqual(600 * 8);
});

verify('end.told-once-and-last', async (rig) => {
  const line = Line.to(rig);
  const far = await line.untilAnswered();
  play(line, sound(1000));
  line.leg.mark('outstanding');
  far.send(sound(1000));
  await rig.clock.advance(200);
  line.leg.clear();
  line.leg.hangUp();
  far.hangUp();
  line.leg.hangUp();
  await line.untilOver();
  const frames = line.frames.length;
  await rig.clock.advance(5_000);
  expect(line.all('ended')).toHaveLength(1);
  expect(line.told.at(-1)?.[0]).toBe('ended');
  expect(line.frames).toHaveLength(frames);
});

verify('end.methods-are-safe', async (rig) => {
  const line = Line.to(rig);
  const far = await line.untilAnswered();
  line.leg.hangUp();
  await line.untilOver();
  for (let time = 0; time < 2; time += 1) {
    play(line, sound(100), 'words');
    line.leg.mark('late');
    line.leg.clear();
    line.leg.hangUp();
  }
  await rig.clock.advance(1000);
  expect(line.all('mark')).toEqual([]);
  expect(line.all('ended')).toEqual(['we_hung_up']);
  expect(far.heard).toHaveLength(0);
});

verify('audio.comes-at-the-pace-of-time', async (rig) => {
  const line = Line.to(rig);
  const far = await line.untilAnswered();
  const before = line.frames.length;
  far.send(sound(3000));
  await rig.clock.advance(10_000);
  const frames = line.frames.slice(before);
  expect(Math.abs(frames.length - 500)).toBeLessThanOrEqual(1);
  expect(frames.every(({ audio }) => audio.byteLength === FRAME_BYTES)).toBe(true);
  const gaps = frames.slice(1).map(({ at }, index) => at - (frames[index]?.at as number));
  expect(gaps.every((gap) => gap >= 0 && gap <= 2 * FRAME_MS)).toBe(true);
});

verify('audio.of-the-callee-is-whole', async (rig) => {
  const line = Line.to(rig);
  const far = await line.untilAnswered();
  const sent = sound(777);
  far.send(sent);
  await rig.clock.advance(1500);
  expect([...line.heard]).toEqual([...sent]);
});

verify('audio.is-played-at-the-pace-of-time', async (rig) => {
  const line = Line.to(rig);
  const far = await line.untilAnswered();
  play(line, sound(10_000));
  await rig.clock.advance(4_000);
  expect(Math.abs(far.heard.length - 4_000 * 8)).toBeLessThanOrEqual(2 * FRAME_BYTES);
  await rig.clock.advance(6_100);
  expect(far.heard).toHaveLength(80_000);
});

verify('audio.is-played-whole-and-in-order', async (rig) => {
  const line = Line.to(rig);
  const far = await line.untilAnswered();
  const sizes = [1, 159, 160, 161, 3, 2000, 320, 7, 480];
  const whole = ramp(sizes.reduce((sum, size) => sum + size, 0));
  let offset = 0;
  for (const size of sizes) {
    play(line, whole.subarray(offset, offset + size));
    offset += size;
  }
  await rig.clock.advance(1000);
  expect([...far.heard]).toEqual([...whole]);
});

verify(
  'mark.when-played',
  async (rig) => {
    const line = Line.to(rig);
    await line.untilAnswered();
    const start = rig.clock.now();
    play(line, sound(1000));
    line.leg.mark('first');
    play(line, sound(500));
    line.leg.mark('second');
    const at = new Map<unknown, number>();
    for (const name of ['first', 'second']) {
      await rig.clock.advanceUntil(() => line.all('mark').includes(name), 5_000, 1);
      at.set(name, rig.clock.now() - start);
    }
    expect(at.get('first')).toBeGreaterThanOrEqual(1000);
    expect(at.get('first')).toBeLessThanOrEqual(1000 + 2 * FRAME_MS);
    expect(at.get('second')).toBeGreaterThanOrEqual(1500);
    expect(at.get('second')).toBeLessThanOrEqual(1500 + 2 * FRAME_MS);
  },
  'marks',
);

verify(
  'mark.at-once-when-idle',
  async (rig) => {
    const line = Line.to(rig);
    await line.untilAnswered();
    await rig.clock.advance(1000);
    line.leg.mark('idle');
    expect(line.all('mark')).toEqual([]);
    await rig.clock.advance(0);
    expect(line.all('mark')).toEqual(['idle']);
  },
  'marks',
);

verify(
  'mark.in-order',
  async (rig) => {
    const line = Line.to(rig);
    await line.untilAnswered();
    line.leg.mark('a');
    play(line, sound(33));
    line.leg.mark('b');
    line.leg.mark('c');
    play(line, sound(1));
    line.leg.mark('d');
    play(line, sound(200));
    line.leg.mark('e');
    await rig.clock.advance(1000);
    expect(line.all('mark')).toEqual(['a', 'b', 'c', 'd', 'e']);
  },
  'marks',
);

verify(
  'clear.stops-the-audio',
  async (rig) => {
    const line = Line.to(rig);
    const far = await line.untilAnswered();
    play(line, sound(5000));
    play(line, sound(5000));
    await rig.clock.advance(1000);
    line.leg.clear();
    await rig.clock.advance(3000);
    expect(far.heard.length).toBeLessThanOrEqual(1000 * 8 + FRAME_BYTES);
  },
  'clear',
);

verify(
  'clear.returns-all-marks',
  async (rig) => {
    const line = Line.to(rig);
    await line.untilAnswered();
    for (const name of ['a', 'b', 'c']) {
      play(line, sound(400));
      line.leg.mark(name);
    }
    await rig.clock.advance(500);
    expect(line.all('mark')).toEqual(['a']);
    line.leg.clear();
    expect(line.all('mark')).toEqual(['a']);
    await rig.clock.advance(0);
    expect(line.all('mark')).toEqual(['a', 'b', 'c']);
    await rig.clock.advance(3000);
    expect(line.all('mark')).toEqual(['a', 'b', 'c']);
  },
  'clear',
);

verify(
  'clear.is-not-the-end',
  async (rig) => {
    const line = Line.to(rig);
    const far = await line.untilAnswered();
    play(line, new Uint8Array(8000).fill(3));
    line.leg.mark('dropped');
    await rig.clock.advance(100);
    line.leg.clear();
    play(line, new Uint8Array(1600).fill(9));
    line.leg.mark('played');
    await rig.clock.advance(150);
    expect(line.all('mark')).toEqual(['dropped']);
    await rig.clock.advance(150);
    expect(line.all('mark')).toEqual(['dropped', 'played']);
    expect(far.heard.filter((value) => value === 9)).toHaveLength(1600);
  },
  'clear',
);

verify(
  'clear.when-idle',
  async (rig) => {
    const line = Line.to(rig);
    const far = await line.untilAnswered();
    line.leg.clear();
    line.leg.clear();
    play(line, sound(100));
    line.leg.mark('a');
    await rig.clock.advance(300);
    expect(line.all('mark')).toEqual(['a']);
    expect(far.heard).toHaveLength(800);
  },
  'clear',
);

verify(
  'keys.of-the-callee',
  async (rig) => {
    const line = Line.to(rig);
    const far = await line.untilAnswered();
    for (const digit of '1559*0#') far.press(digit);
    await rig.clock.advance(5_000);
    expect(line.all('key').join('')).toBe('1559*0#');
  },
  'keys',
);

verify('keys.of-ours-are-heard', async (rig) => {
  const line = Line.to(rig);
  const far = await line.untilAnswered();
  play(line, dtmfSequence('42#'));
  await rig.clock.advance(2_000);
  expect(far.keys.join('')).toBe('42#');
});

verify(
  'machine.is-told',
  async (rig) => {
    const line = Line.to(rig, 'answers_as_machine');
    const far = await line.untilAnswered();
    far.say('您好我现在不方便接听电话请在滴声之后留言谢谢您的来电');
    await rig.clock.advance(12_000);
    const moments = line.all('machine');
    expect(moments.length).toBeGreaterThan(0);
    expect(['greeting', 'recording'].filter((moment) => moments.includes(moment))).toEqual(moments);
    const events = line.told.map(([event]) => event);
    expect(events.indexOf('machine')).toBeGreaterThan(events.indexOf('answered'));
    expect(line.over).toBe(false);
  },
  'machineDetection',
);

verify(
  'machine.is-no-person',
  async (rig) => {
    const line = Line.to(rig);
    const far = await line.untilAnswered();
    far.say('喂你好');
    await rig.clock.advance(12_000);
    expect(line.told.map(([event]) => event)).toEqual(['accepted', 'ringing', 'answered']);
  },
  'machineDetection',
);

verify(
  'captions.grow-and-end',
  async (rig) => {
    const line = Line.to(rig);
    const far = await line.untilAnswered();
    far.say('好的，我知道了，谢谢你。');
    far.say('再见。');
    await rig.clock.advance(6_000);
    const ids = [...new Set(line.captions.map(({ captionId }) => captionId))];
    expect(ids).toHaveLength(2);
    for (const [index, id] of ids.entries()) {
      const captions = line.captions.filter(({ captionId }) => captionId === id);
      expect(captions.map(({ final }) => final)).toEqual(captions.map((_, at) => at === captions.length - 1));
      for (const [at, { text }] of captions.entries()) {
        const next = captions[at + 1];
        if (next !== undefined) expect(next.text.startsWith(text) && next.text.length > text.length).toBe(true);
      }
      expect(captions.at(-1)?.text).toBe(['好的，我知道了，谢谢你。', '再见。'][index]);
    }
    expect(line.captions.filter(({ captionId }) => captionId === ids[0]).length).toBeGreaterThan(3);
  },
  'captions',
);

verify(
  'captions.name-their-time',
  async (rig) => {
    const line = Line.to(rig);
    const far = await line.untilAnswered();
    await rig.clock.advance(1_000);
    const start = rig.clock.now();
    far.say('我知道了');
    await rig.clock.advance(3_000);
    const last = line.captions.at(-1) as Caption;
    // 200 ms a word, give or take what a recogniser needs.
    expect(last.startedAt).toBeGreaterThanOrEqual(start);
    expect(last.startedAt).toBeLessThanOrEqual(start + 200);
    expect(last.endedAt - last.startedAt).toBeGreaterThanOrEqual(800 - FRAME_MS);
    expect(last.endedAt - last.startedAt).toBeLessThanOrEqual(800 + 300);
  },
  'captions',
);

verify(
  'captions.leave-out-what-was-not-said',
  async (rig) => {
    const line = Line.to(rig);
    const far = await line.untilAnswered();
    far.say('一二三四五六七八九十');
    await rig.clock.advance(1_100);
    far.hangUp();
    await line.untilOver();
    const last = line.captions.at(-1) as Caption;
    expect(last.final).toBe(true);
    expect(last.text).toMatch(/^一二三四?五?$/);
  },
  'captions',
);

verify('look-up.ends-what-is-under-way', async (rig) => {
  const line = Line.to(rig, 'answers', 'looked-up');
  const other = Line.to(rig, 'answers', 'other');
  await line.untilAnswered();
  const reference = line.all('accepted')[0] as string;
  expect(await rig.carrier.lookUp({ callId: 'looked-up', reference, to: rig.number('answers'), dialledAt: 0 })).toBe(
    'under_way',
  );
  expect(await line.untilOver()).toBe('we_hung_up');
  expect(other.over).toBe(false);
});

verify('close.ends-everything', async (rig) => {
  const talking = Line.to(rig, 'answers', 'talking');
  await talking.untilAnswered();
  const dialled = Line.to(rig, 'answers', 'dialled');
  await rig.carrier.close();
  expect([talking.over, dialled.over]).toEqual([true, true]);
  const late = Line.to(rig, 'answers', 'late');
  expect(await late.untilOver()).toBe('failed');
  expect(rig.farEnds).toHaveLength(1);
  await rig.carrier.close();
});
