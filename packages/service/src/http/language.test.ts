import { describe, expect, it } from 'vitest';
import { acceptedLanguage } from './language.js';

describe('acceptedLanguage', () => {
  it.each([
    [undefined, null],
    ['', null],
    ['*', null],
    ['fr', null],
    ['zh', 'zh'],
    ['zh-CN,zh;q=0.9,en;q=0.8', 'zh'],
    ['en-US,en;q=0.9,zh;q=0.8', 'en'],
    ['en;q=0.3, zh-Hans-CN;q=0.7', 'zh'],
    ['zh;q=0, en;q=0.1', 'en'],
    ['zh;q=0', null],
    ['de, EN-gb;q=0.5', 'en'],
    ['english', null],
    ['zh;q=2, en;q=x', null],
    [`${'fr,'.repeat(1000)}zh`, null],
  ])('%s asks for %s', (header, language) => {
    expect(acceptedLanguage(header)).toBe(language);
  });
});
