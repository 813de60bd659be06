import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Account } from '@ringback/client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { commandContext, type Input } from './command-context.js';
import { mayCallRealPhones } from './consent.js';
import { Terminal } from './terminal/terminal.js';

const ACCOUNT = {
  simulated: false,
  rate_per_minute: 0.3,
  line: { carrier: 'twilio', model: 'gpt-realtime-2.1', usd_per_minute: { carrier: 0.018, model: 0.057 } },
} as Account;
const URL = 'http://127.0.0.1:7464';

describe('the first call of a real phone', () => {
  let folder: string;
  let said: string;
  let asked: number;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ringback-consent-'));
    said = '';
    asked = 0;
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const write = (text: string): void => {
    said += text;
  };
  function context(answer: string | null, env: Record<string, string> = {}) {
    const terminal = new Terminal({ write: () => {} }, { write }, {});
    return {
      ...commandContext(terminal, { HOME: folder, ...env }, [] as unknown as Input),
      canAsk: answer !== null,
      ask: async () => {
        asked += 1;
        return answer ?? '';
      },
    };
  }

  it('says what a minute costs, asks once, and remembers for that service alone', async () => {
    expect(await mayCallRealPhones(context('y'), URL, ACCOUNT, {})).toBe(true);
    for (const part of ['¥0.30', 'US$0.0180', 'twilio', 'US$0.0570', 'gpt-realtime-2.1']) expect(said).toContain(part);
    expect(await mayCallRealPhones(context(null), URL, ACCOUNT, {})).toBe(true);
    expect(asked).toBe(1);
    expect(await mayCallRealPhones(context('n'), 'http://other:7464', ACCOUNT, {})).toBe(false);
    expect(
      Object.keys(JSON.parse(readFileSync(join(folder, '.config/ringback/consent.json'), 'utf8')).services),
    ).toEqual([URL]);
  });

  it.each(['', 'n', 'no', 'yesterday'])('is not placed after %j', async (answer) => {
    expect(await mayCallRealPhones(context(answer), URL, ACCOUNT, {})).toBe(false);
    expect(await mayCallRealPhones(context(answer), URL, ACCOUNT, {})).toBe(false);
    expect(asked).toBe(2);
  });

  it('is refused where nobody can be asked, and not asked for with --yes, which is not remembered', async () => {
    await expect(mayCallRealPhones(context(null), URL, ACCOUNT, {})).rejects.toMatchObject({
      code: 'not_confirmed',
      exitCode: 2,
      message: expect.stringContaining('¥0.30'),
    });
    expect(await mayCallRealPhones(context(null), URL, ACCOUNT, { yes: true })).toBe(true);
    await expect(mayCallRealPhones(context(null), URL, ACCOUNT, {})).rejects.toMatchObject({ code: 'not_confirmed' });
  });

  it('is nobody’s business where callees are simulated', async () => {
    expect(await mayCallRealPhones(context(null), URL, { ...ACCOUNT, simulated: true }, {})).toBe(true);
  });

  it('is kept where XDG_CONFIG_HOME says', async () => {
    const elsewhere = join(folder, 'elsewhere');
    await mayCallRealPhones(context('是', { XDG_CONFIG_HOME: elsewhere, LANG: 'zh_CN.UTF-8' }), URL, ACCOUNT, {});
    expect(readFileSync(join(elsewhere, 'ringback', 'consent.json'), 'utf8')).toContain(URL);
    expect(said).toContain('真实电话');
  });
});
