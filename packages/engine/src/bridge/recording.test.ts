import { describe, expect, it } from 'vitest';
import type { Recording } from '../recording/recording.js';
import { ScriptedCall, silentAudio } from '../testing/index.js';

class Tape implements Recording {
  readonly log: string[] = [];
  heard(): void {
    this.log.push('heard');
  }
  queued(): void {
    this.log.push('queued');
  }
  cleared(): void {
    this.log.push('cleared');
  }
  async close(): Promise<void> {
    this.log.push('closed');
  }
}

describe('a recording', () => {
  it('begins at the answer, holds both sides and what was dropped, and is closed once [bridge: recording.both-sides]', async () => {
    const tape = new Tape();
    const asked: string[] = [];
    const call = new ScriptedCall({
      dependencies: {
        record: (callId) => {
          asked.push(callId);
          return tape;
        },
      },
    });
    call.leg.sound();
    call.conversation.say('opening', '您好，我是智能助理。', 2_000);
    expect(asked).toEqual([]);
    await call.answer();
    expect(asked).toEqual(['call-1']);
    expect(call.of('recording')).toEqual([{ type: 'recording', at: 1_000 }]);
    call.leg.sound();
    await call.clock.advance(700);
    call.conversation.listener.calleeSpeaking();
    await call.clock.advance(1_000);
    call.leg.end();
    await call.running.ended;
    call.leg.sound();
    expect(tape.log.filter((entry) => entry !== 'queued')).toEqual(['heard', 'cleared', 'closed']);
    expect(tape.log).toContain('queued');
  });

  it('that cannot be begun is warned of, and the call goes on', async () => {
    const call = new ScriptedCall({
      dependencies: {
        record: () => {
          throw new Error('no space');
        },
      },
    });
    await call.answer();
    call.conversation.listener.speech('a', silentAudio(200), '好。');
    await call.clock.advance(500);
    expect(call.of('warning').map(({ code }) => code)).toEqual(['Error']);
    expect(call.running.state).toBe('in_progress');
  });
});
