import { describe, expect, it } from 'vitest';
import { messagesIn } from './messages.js';
import { displayWidth } from './terminal/display-width.js';

describe('messages', () => {
  it('are translated, every one', () => {
    const [en, zh] = [messagesIn('en'), messagesIn('zh')];
    const same = Object.keys(en).filter((key) => {
      const [a, b] = [en, zh].map((messages) => String(messages[key as keyof typeof messages]));
      return a === b && key !== 'ai';
    });
    expect(same.filter((key) => typeof en[key as keyof typeof en] === 'string')).toEqual([]);
  });

  it('keep to 80 columns where they are printed as they stand', () => {
    for (const language of ['en', 'zh'] as const) {
      const { environment, exitCodes } = messagesIn(language);
      for (const line of `${environment}\n${exitCodes}`.split('\n')) expect(displayWidth(line)).toBeLessThanOrEqual(80);
    }
  });
});
