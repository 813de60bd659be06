import { afterEach, describe, expect, it } from 'vitest';
import { Line } from './whole-call.js';

let line: Line | undefined;
afterEach(async () => {
  await line?.close();
  line = undefined;
});

describe('a whole call', () => {
  it('goes from the dial to the settled end', async () => {
    line = await Line.open({
      mind: [
        { say: 'Hello, this is the assistant of Lakeside Dental. Is Thursday at nine still fine?' },
        {
          when: 'yes',
          say: 'Wonderful, see you on Thursday. Goodbye.',
          call: { name: 'hang_up', arguments: { goal_achieved: true, summary: 'Confirmed.' } },
        },
      ],
    });
    const call = line.place();
    const callee = await line.callee();
    await line.until(() => callee.words.includes('fine?'));
    await line.pass(500);
    await callee.say('Yes, that is fine.');
    const end = await call.running.ended;
      JSON.stringify(
        call.events.filter((e) => e.type !== 'partial'),
        null,
        0,
      ).replaceAll('},{"type"', '},\n{"type"'),
    );
    expect(end.endReason).toBe('completed');
    expect(call.transcript).toEqual([
      'assistant: Hello, this is the assistant of Lakeside Dental. Is Thursday at nine still fine?',
      'user: Yes, that is fine.',
      'assistant: Wonderful, see you on Thursday. Goodbye.',
    ]);
  });
});
