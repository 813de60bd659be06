import { describe, expect, it } from 'vitest';
import { callLanguage } from './language.js';

describe('the language of a call', () => {
  it.each([
    [{ requirement: 'Tell her', language: 'zh' as const }, '+14155550100', 'zh'],
    [{ requirement: '通知开会' }, '+14155550100', 'zh'],
    [{ requirement: 'Confirm the appointment' }, '+8613800138000', 'en'],
    [{ requirement: 'Confirm it', openingLine: '您好' }, '+14155550100', 'zh'],
    [{ requirement: '9:00' }, '+8613800138000', 'zh'],
    [{ requirement: '9:00' }, '+14155550100', 'en'],
  ])('%j to %s is %s', (brief, to, language) => {
    expect(callLanguage(brief, to)).toBe(language);
  });
});
