import { describe, expect, it } from 'vitest';
import { decodeMulaw, encodeMulaw, mulawLevel } from '../audio/g711.js';
import { FRAME_BYTES, MULAW_SILENCE, MulawAudio } from '../audio/mulaw-audio.js';
import { ScriptedCall, silentAudio } from '../testing/index.js';
import type { SpeakingEnd, SupervisionListener } from './supervisor.js';

const ANNA = { id: 'u1', name: 'Anna' };
const BEN = { id: 'u2', name: 'Ben' };

/** A tone as µ-law, whose period divides a frame. */
function tone(hertz: number, ms: number, amplitude = 8_000): MulawAudio {
  const samples = new Int16Array(ms * 8).map((_, at) => amplitude * Math.sin((2 * Math.PI * hertz * at) / 8_000));
  return MulawAudio.fromBytes(encodeMulaw(samples));
}

const frameOf = (hertz: number): Uint8Array => tone(hertz, 20).bytes;
const SILENT_FRAME: Uint8Array = new Uint8Array(FRAME_BYTES).fill(MULAW_SILENCE);

/** How much of a tone is in a stretch, 0 to about 1 for the amplitude above (Goertzel). */
function share(mulaw: Uint8Array, hertz: number): number {
  const pcm = decodeMulaw(mulaw);
  let [real, imaginary] = [0, 0];
  pcm.forEach((sample, at) => {
    real += sample * Math.cos((2 * Math.PI * hertz * at) / 8_000);
    imaginary += sample * Math.sin((2 * Math.PI * hertz * at) / 8_000);
  });
  return (2 * Math.hypot(real, imaginary)) / pcm.length / 8_000;
}

class Heard implements SupervisionListener {
  readonly frames: Uint8Array[] = [];
  readonly spokeUntil: SpeakingEnd[] = [];
  over = false;

  heard(mulaw: Uint8Array): void {
    this.frames.push(mulaw);
  }
  spoke(end: SpeakingEnd): void {
    this.spokeUntil.push(end);
  }
  ended(): void {
    this.over = true;
  }
  get last(): Uint8Array {
    return this.frames.at(-1) as Uint8Array;
  }
}

async function talking(options: ConstructorParameters<typeof ScriptedCall>[0] = {}): Promise<ScriptedCall> {
  const call = new ScriptedCall(options);
  await call.answer();
  call.conversation.say('opening', '您好。', 400);
  await call.clock.advance(1_000);
  return call;
}

/** The callee's side goes on for so long. */
async function line(call: ScriptedCall, ms: number, frame = SILENT_FRAME): Promise<void> {
  for (let at = 0; at < ms; at += 20) {
    call.leg.sound(MulawAudio.fromBytes(frame));
    await call.clock.advance(20);
  }
}

const done = (call: ScriptedCall): string[] => call.of('supervision').map(({ action, by }) => `${by.name} ${action}`);

describe('who listens', () => {
  it('hears both sides, each 20 ms as it is heard, and stands in the timeline', async () => {
    const call = await talking();
    const heard = new Heard();
    const listening = call.running.supervision.listen(ANNA, heard);
    call.conversation.listener.speech('a1', tone(500, 2_000), '你好');
    await line(call, 1_000, frameOf(1_000));
    expect(heard.frames).toHaveLength(50);
    expect(heard.frames.every((frame) => frame.length === FRAME_BYTES)).toBe(true);
    const both = heard.frames[30] as Uint8Array;
    expect(share(both, 500)).toBeGreaterThan(0.9);
    expect(share(both, 1_000)).toBeGreaterThan(0.9);
    // The AI has fallen silent, and the callee has too.
    await line(call, 1_200);
    expect(mulawLevel(heard.last)).toBe(0);
    listening.close();
    await line(call, 100);
    expect(heard.frames).toHaveLength(110);
    expect(done(call)).toEqual(['Anna listen', 'Anna listen_end']);
  });

  it('in the midst of a sentence hears the rest of it', async () => {
    const call = await talking();
    call.conversation.listener.speech('a1', tone(500, 3_000), '你好');
    await line(call, 1_000);
    const heard = new Heard();
    call.running.supervision.listen(ANNA, heard);
    await line(call, 1_960);
    expect(share(heard.frames[5] as Uint8Array, 500)).toBeGreaterThan(0.9);
    expect(share(heard.frames[95] as Uint8Array, 500)).toBeGreaterThan(0.9);
    await line(call, 200);
    expect(mulawLevel(heard.last)).toBe(0);
  });

  it('hears keys that are being pressed, and what is dropped no more', async () => {
    const call = await talking();
    call.running.supervision.pressKeys(BEN, '5');
    await line(call, 40);
    const heard = new Heard();
    call.running.supervision.listen(ANNA, heard);
    await line(call, 100);
    expect(mulawLevel(heard.last)).toBeGreaterThan(0.1);
    call.conversation.listener.speech('a1', tone(500, 3_000), '你好');
    await line(call, 600);
    call.conversation.listener.calleeSpeaking();
    await line(call, 400);
    expect(mulawLevel(heard.last)).toBe(0);
  });

  it('hears the AI also while nothing comes of the callee', async () => {
    const call = await talking();
    const heard = new Heard();
    call.running.supervision.listen(ANNA, heard);
    await line(call, 100);
    call.conversation.listener.speech('a1', tone(500, 3_000), '你好');
    await call.clock.advance(1_000);
    const loud = heard.frames.filter((frame) => mulawLevel(frame) > 0.05);
    expect(loud.length).toBeGreaterThan(30);
    // What comes late of the gap takes no time of its own.
    const before = heard.frames.length;
    for (let late = 0; late < 40; late += 1) call.leg.sound();
    await line(call, 200);
    expect(heard.frames.length - before).toBeLessThanOrEqual(20);
  });

  it('before the answer hears nothing, and then the talk; at its end they are told', async () => {
    const call = new ScriptedCall();
    const heard = new Heard();
    call.running.supervision.listen(ANNA, heard);
    await call.answer();
    call.conversation.say('opening', '您好。', 400);
    await line(call, 200);
    expect(heard.frames).toHaveLength(10);
    call.leg.end();
    await call.running.ended;
    expect(heard.over).toBe(true);
    expect(done(call)).toEqual(['Anna listen', 'Anna listen_end']);
    expect(() => call.running.supervision.listen(ANNA, new Heard())).toThrow(
      expect.objectContaining({ code: 'call_not_in_progress' }),
    );
  });

  it('may be several', async () => {
    const call = await talking();
    const [one, other] = [new Heard(), new Heard()];
    const first = call.running.supervision.listen(ANNA, one);
    call.running.supervision.listen(BEN, other);
    await line(call, 100);
    first.close();
    await line(call, 100);
    expect([one.frames.length, other.frames.length]).toEqual([5, 10]);
  });
});

describe('a whisper', () => {
  it('reaches the conversation and not the callee, and stands in the timeline with its words', async () => {
    const call = await talking();
    const given = call.leg.given.length;
    call.running.supervision.whisper(ANNA, '答应他明天退款');
    call.running.supervision.whisper(BEN, '现在道歉', true);
    expect(call.conversation.whispers).toEqual([
      { text: '答应他明天退款', speakNow: false },
      { text: '现在道歉', speakNow: true },
    ]);
    expect(call.leg.given.length).toBe(given);
    expect(call.of('supervision')).toEqual([
      { type: 'supervision', at: 2_000, action: 'whisper', by: ANNA, text: '答应他明天退款' },
      { type: 'supervision', at: 2_000, action: 'whisper', by: BEN, text: '现在道歉' },
    ]);
  });

  it('is refused where the conversation takes none, before the answer, and at the end', async () => {
    const refuses = (call: ScriptedCall, code: string): void =>
      expect(() => call.running.supervision.whisper(ANNA, 'x')).toThrow(expect.objectContaining({ code }));
    const notice = await talking({ conversations: { capabilities: { whispers: false } } });
    refuses(notice, 'whisper_unsupported');
    const call = new ScriptedCall();
    refuses(call, 'call_not_in_progress');
    await call.answer();
    call.conversation.finish();
    refuses(call, 'call_ending');
    call.leg.end();
    refuses(call, 'call_not_in_progress');
    expect([notice, call].flatMap((one) => one.of('supervision'))).toEqual([]);
  });
});

describe('keys of a supervisor', () => {
  it('are pressed behind what is being said', async () => {
    const call = await talking();
    call.conversation.say('a1', '请稍等。', 600);
    call.running.supervision.pressKeys(ANNA, '12#');
    await call.clock.advance(500);
    expect(call.of('keys')).toEqual([]);
    await call.clock.advance(1_200);
    expect(call.of('keys').map(({ by, digits }) => `${by} ${digits}`)).toEqual(['assistant 12#']);
    expect(done(call)).toEqual(['Anna keys']);
  });

  it('are refused where no phone has them', async () => {
    const call = await talking();
    for (const keys of ['', 'x', '1'.repeat(33)]) {
      expect(() => call.running.supervision.pressKeys(ANNA, keys)).toThrow(
        expect.objectContaining({ code: 'invalid_keys' }),
      );
    }
    expect(call.of('supervision')).toEqual([]);
  });
});

describe('taking over', () => {
  it('silences the AI at once at what was heard, and gives the callee the supervisor’s voice', async () => {
    const call = await talking();
    call.conversation.say('a1', '明天上午九点在会议室开会，请准时参加。', 3_400);
    await call.clock.advance(1_700);
    const listening = call.running.supervision.listen(ANNA, new Heard());
    const now = call.clock.now();
    listening.takeOver();
    expect(call.leg.clears).toEqual([now]);
    expect(call.conversation.asides).toBe(1);
    expect(call.conversation.reports.at(-1)).toEqual({ utteranceId: 'a1', heardMs: 1_700, interrupted: true });
    expect(call.transcript.at(-1)).toBe('assistant: 明天上午九点在会…');
    const given = call.leg.given.length;
    listening.sound(frameOf(500));
    expect(call.leg.given.slice(given).map(({ audio }) => audio.bytes)).toEqual([frameOf(500)]);
    expect(call.running.supervision.speaker).toEqual(ANNA);
  });

  it('keeps the AI from saying, pressing and counting anything, until it is handed back with a note', async () => {
    const call = await talking();
    const listening = call.running.supervision.listen(ANNA, new Heard());
    listening.takeOver();
    const given = call.leg.given.length;
    call.conversation.say('a1', '我还在说话。', 1_000);
    call.conversation.listener.pressKeys('1');
    for (let at = 0; at < 30_000; at += 20) {
      listening.sound(SILENT_FRAME);
      await call.clock.advance(20);
    }
    expect(call.leg.given.slice(given).every(({ audio }) => audio.byteLength === FRAME_BYTES)).toBe(true);
    expect(call.conversation.reports.at(-1)).toEqual({ utteranceId: 'a1', heardMs: 0, interrupted: false });
    expect(call.conversation.silences).toBe(0);
    expect(call.running.state).toBe('in_progress');
    call.running.supervision.handBack(ANNA, '已经谈妥，请道别');
    expect(call.conversation.handBacks).toEqual([{ note: '已经谈妥，请道别', how: 'handed_back' }]);
    call.conversation.say('a2', '那么再见。', 500);
    await call.clock.advance(700);
    expect(call.transcript.at(-1)).toBe('assistant: 那么再见。');
    // Silence counts again.
    await call.clock.advance(10_000);
    expect(call.conversation.silences).toBe(1);
    expect(done(call)).toEqual(['Anna listen', 'Anna take_over', 'Anna hand_back']);
    expect(call.of('supervision').at(-1)).toMatchObject({ text: '已经谈妥，请道别' });
  });

  it('is written down with the callee’s words, and heard by the others', async () => {
    const call = await talking();
    const [mine, others] = [new Heard(), new Heard()];
    const listening = call.running.supervision.listen(ANNA, mine);
    call.running.supervision.listen(BEN, others);
    listening.takeOver();
    for (let at = 0; at < 400; at += 20) {
      listening.sound(frameOf(500));
      await line(call, 20, frameOf(1_000));
    }
    // Nobody wants to hear themselves.
    expect(share(mine.last, 500)).toBeLessThan(0.1);
    expect(share(mine.last, 1_000)).toBeGreaterThan(0.9);
    expect(share(others.last, 500)).toBeGreaterThan(0.9);
    call.conversation.calleeSaid('c1', '好的，谢谢。', call.clock.now() - 300);
    expect(call.transcript.at(-1)).toBe('user: 好的，谢谢。');
  });

  it('takes keys of theirs, and no voice over them', async () => {
    const call = await talking();
    const listening = call.running.supervision.listen(ANNA, new Heard());
    listening.takeOver();
    call.running.supervision.pressKeys(ANNA, '1');
    const given = call.leg.given.length;
    listening.sound(frameOf(500));
    expect(call.leg.given.length).toBe(given);
    await call.clock.advance(400);
    listening.sound(frameOf(500));
    expect(call.leg.given.length).toBe(given + 1);
    expect(call.of('keys')).toHaveLength(1);
  });

  it('does not let a burst of the microphone become a delay', async () => {
    const call = await talking();
    const listening = call.running.supervision.listen(ANNA, new Heard());
    listening.takeOver();
    const given = call.leg.given.length;
    for (let frame = 0; frame < 50; frame += 1) listening.sound(frameOf(500));
    expect((call.leg.given.length - given) * 20).toBeLessThanOrEqual(280);
    // In the next pauses what is too much is left out.
    for (let frame = 0; frame < 20; frame += 1) {
      listening.sound(SILENT_FRAME);
      await call.clock.advance(20);
    }
    const before = call.leg.given.length;
    listening.sound(frameOf(1_000));
    const mine = call.leg.given[before];
    await call.clock.advance(120);
    expect(mine?.heardMs).toBe(20);
  });

  it('is one’s at a time, in a talk alone, and needs a carrier that can be silenced', async () => {
    const refuses = (run: () => void, code: string): void => expect(run).toThrow(expect.objectContaining({ code }));
    const call = new ScriptedCall();
    const { supervision } = call.running;
    const listening = supervision.listen(ANNA, new Heard());
    refuses(() => listening.takeOver(), 'call_not_in_progress');
    await call.answer();
    refuses(() => supervision.handBack(ANNA), 'call_not_taken_over');
    listening.takeOver();
    listening.takeOver();
    const other = supervision.listen(BEN, new Heard());
    refuses(() => other.takeOver(), 'call_taken_over');
    supervision.handBack(ANNA);
    refuses(() => supervision.handBack(ANNA), 'call_not_taken_over');
    other.takeOver();
    other.close();
    refuses(() => other.takeOver(), 'listening_over');
    call.conversation.finish();
    refuses(() => listening.takeOver(), 'call_ending');
    const stubborn = await talking({ carrier: { capabilities: { clear: false } } });
    const place = stubborn.running.supervision.listen(ANNA, new Heard());
    refuses(() => place.takeOver(), 'take_over_unsupported');
    const notice = await talking({ conversations: { capabilities: { whispers: false } } });
    notice.running.supervision.listen(ANNA, new Heard()).takeOver();
    refuses(() => notice.running.supervision.handBack(ANNA, 'note'), 'whisper_unsupported');
    expect(notice.running.supervision.speaker).toEqual(ANNA);
    expect(done(call)).toEqual([
      'Anna listen',
      'Anna take_over',
      'Ben listen',
      'Anna hand_back',
      'Ben take_over',
      'Ben take_back',
      'Ben listen_end',
    ]);
  });
});

describe('the AI takes the line back', () => {
  it('where no sound of the supervisor’s comes for two seconds', async () => {
    const call = await talking();
    const heard = new Heard();
    const listening = call.running.supervision.listen(ANNA, heard);
    listening.takeOver();
    for (let at = 0; at < 1_000; at += 20) {
      listening.sound(SILENT_FRAME);
      await call.clock.advance(20);
    }
    await call.clock.advance(1_900);
    expect(call.conversation.handBacks).toEqual([]);
    await call.clock.advance(350);
    expect(call.conversation.handBacks).toEqual([{ note: null, how: 'broke_off' }]);
    expect(heard.spokeUntil).toEqual(['silent']);
    expect(done(call).at(-1)).toBe('Anna take_back');
    // They still listen, and may take over again.
    listening.takeOver();
    expect(call.running.supervision.speaker).toEqual(ANNA);
  });

  it('where they leave', async () => {
    const call = await talking();
    const listening = call.running.supervision.listen(ANNA, new Heard());
    listening.takeOver();
    listening.close();
    expect(call.conversation.handBacks).toEqual([{ note: null, how: 'broke_off' }]);
    expect(done(call)).toEqual(['Anna listen', 'Anna take_over', 'Anna take_back', 'Anna listen_end']);
  });

  it('where the call has to end, to say so', async () => {
    const call = await talking();
    const heard = new Heard();
    const listening = call.running.supervision.listen(ANNA, heard);
    listening.takeOver();
    call.running.conclude('stopping');
    expect(heard.spokeUntil).toEqual(['call_ends']);
    expect(call.conversation.handBacks).toEqual([{ note: null, how: 'ending' }]);
    expect(call.conversation.concluded).toEqual(['stopping']);
    call.conversation.say('bye', '再见。', 500);
    call.conversation.finish('interrupted');
    await call.clock.advance(1_000);
    expect(call.transcript.at(-1)).toBe('assistant: 再见。');
    expect((await call.running.ended).endReason).toBe('interrupted');
  });

  it('only then ends a call whose conversation failed, or has finished, meanwhile', async () => {
    for (const end of ['fail', 'finish'] as const) {
      const call = await talking();
      const listening = call.running.supervision.listen(ANNA, new Heard());
      listening.takeOver();
      call.conversation[end]();
      for (let at = 0; at < 5_000; at += 20) {
        listening.sound(SILENT_FRAME);
        await call.clock.advance(20);
      }
      expect(call.running.state).toBe('in_progress');
      call.running.supervision.handBack(ANNA);
      await call.clock.advance(10_000);
      expect((await call.running.ended).endReason).toBe(end === 'fail' ? 'model_failure' : 'completed');
    }
  });
});

describe('hanging up', () => {
  it('stands in the timeline with who did it', async () => {
    const call = await talking();
    call.running.hangUp(ANNA);
    call.running.hangUp(BEN);
    await call.clock.advance(0);
    expect((await call.running.ended).endReason).toBe('hung_up');
    expect(done(call)).toEqual(['Anna hang_up']);
  });
});

describe('a recording', () => {
  it('has the supervisor’s voice on the AI’s side', async () => {
    const queued: MulawAudio[] = [];
    const recording = { heard() {}, queued: (audio: MulawAudio) => void queued.push(audio), cleared() {} };
    const call = await talking({
      dependencies: { record: () => ({ ...recording, close: () => Promise.resolve() }) },
    });
    const listening = call.running.supervision.listen(ANNA, new Heard());
    listening.takeOver();
    listening.sound(frameOf(500));
    expect(queued.at(-1)?.bytes).toEqual(frameOf(500));
  });
});

describe('the levels of a line', () => {
  it('follow both sides', async () => {
    const call = await talking();
    const { supervision } = call.running;
    expect(supervision.levels()).toEqual({ callee: 0, assistant: 0 });
    call.conversation.listener.speech('a1', tone(500, 2_000), '你好');
    await line(call, 400, frameOf(1_000));
    const { callee, assistant } = supervision.levels();
    expect(callee).toBeGreaterThan(6);
    expect(assistant).toBeGreaterThan(6);
    expect(Math.max(callee, assistant)).toBeLessThanOrEqual(10);
    await line(call, 2_500);
    expect(supervision.levels()).toEqual({ callee: 0, assistant: 0 });
  });

  it('are nothing where nothing comes any more, and the supervisor’s while they speak', async () => {
    const call = await talking();
    const { supervision } = call.running;
    await line(call, 200, frameOf(1_000));
    expect(supervision.levels().callee).toBeGreaterThan(6);
    await call.clock.advance(1_000);
    expect(supervision.levels().callee).toBe(0);
    call.conversation.listener.speech('a1', silentAudio(5_000), '你好');
    const listening = supervision.listen(ANNA, new Heard());
    listening.takeOver();
    listening.sound(frameOf(500));
    expect(supervision.levels().assistant).toBeGreaterThan(6);
    await call.clock.advance(200);
    expect(supervision.levels().assistant).toBe(0);
  });
});
