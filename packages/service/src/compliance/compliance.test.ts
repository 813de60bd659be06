import { ManualClock } from '@ringback/engine/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Accounts } from '../accounts/accounts.js';
import { SecretBox } from '../accounts/secret-box.js';
import { uuidIds } from '../calls/ids.js';
import { type TestStore, testEngines } from '../storage/test-stores.js';
import { DoNotCall } from './do-not-call.js';
import { isEmergency } from './emergency-numbers.js';
import { refusals } from './number-rules.js';
import { parsePhone, parsePhones, splitPhones } from './phone-number.js';
import { phoneReasonText } from './phone-reason.js';

describe('a phone number', () => {
  it.each([
    ['13800138000', '+8613800138000'],
    ['+8613800138000', '+8613800138000'],
    ['+86 138 0013 8000', '+8613800138000'],
    ['008613800138000', '+8613800138000'],
    ['86-138-0013-8000', '+8613800138000'],
    ['１３８００１３８０００', '+8613800138000'],
    ['＋８６（138）0013—8000', '+8613800138000'],
    ['138 0013 8000', '+8613800138000'],
    ['010-62345678', '+861062345678'],
    ['(010) 6234-5678', '+861062345678'],
    ['（010）62345678', '+861062345678'],
    ['+86 10 6234 5678', '+861062345678'],
    ['0755 26012345', '+8675526012345'],
    ['400-812-3123', '+864008123123'],
    ['800 810 1234', '+868008101234'],
    ['001 415 555 2671', '+14155552671'],
    ['+852 9123 4567', '+85291234567'],
  ])('%s is %s', (written, e164) => {
    expect(parsePhone(written)).toMatchObject({ written, e164 });
  });

  it.each([
    ['hello', 'not_a_number'],
    ['138-ABCD-8000', 'not_a_number'],
    ['1380013800a', 'not_a_number'],
    ['+', 'not_a_number'],
    ['----', 'not_a_number'],
    ['13800138000+', 'not_a_number'],
    ['138+00138000', 'not_a_number'],
    ['tel:13800138000', 'not_a_number'],
    ['13800138000\u0007', 'not_a_number'],
    ['1'.repeat(200), 'not_a_number'],
    ['1380013800', 'too_short'],
    ['62345678', 'too_short'],
    ['+4479', 'too_short'],
    ['138001380001', 'too_long'],
    ['+8613800138000138000', 'too_long'],
    ['10086', 'short_number'],
    ['95588', 'short_number'],
    ['12345', 'short_number'],
    ['010-62345678-123', 'extension'],
    ['010-62345678转123', 'extension'],
    ['13800138000 ext. 9', 'extension'],
    ['010 62345678 分机 8', 'extension'],
    ['+999123456789', 'unknown_country'],
    ['12500138000', 'invalid'],
    ['14600000000', 'invalid'],
  ])('%j is none: %s', (written, reason) => {
    expect(parsePhone(written)).toBe(reason);
  });

  it('without a prefix belongs to the default country', () => {
    expect(parsePhone('(415) 555-2671', 'US')).toMatchObject({ e164: '+14155552671', country: 'US' });
    expect(parsePhone('13800138000', 'US')).not.toMatchObject({ country: 'CN' });
  });

  it('has a reason for people in both languages, whatever the reason', async () => {
    const { bad } = await parsePhones('x,1380013800,138001380001,10086,010-62345678-1,+999123456789,12500138000');
    for (const { reason } of bad) {
      expect(phoneReasonText(reason, 'zh')).toMatch(/\p{Script=Han}/u);
      expect(phoneReasonText(reason, 'en')).toMatch(/^[a-z]/);
    }
  });
});

describe('a list of phone numbers', () => {
  it('is split at commas, semicolons and line breaks of every width', () => {
    expect(splitPhones(' a, b，c、d;e；f\r\ng\nh ,, ,')).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']);
  });

  it('keeps its order and what was written, and names each repeated number once, as first written', async () => {
    const parsed = await parsePhones(
      '13800138000, 010-62345678，+86 138 0013 8000, 1062345678,+861062345678,008613800138000',
    );
    expect(parsed.phones.map((phone) => phone.written)).toEqual(['13800138000', '010-62345678']);
    expect(parsed.repeated).toEqual(['13800138000', '010-62345678']);
    expect(parsed).toMatchObject({ bad: [], emergency: [] });
  });

  it('that is empty holds no number', async () => {
    for (const text of ['', '  ', ',，、', '\n']) {
      expect(await parsePhones(text)).toEqual({
        phones: [],
        repeated: [],
        bad: [{ phone: '', reason: 'not_a_number' }],
        emergency: [],
        mentions: [],
      });
    }
  });

  it('cuts what it repeats of a text without end', async () => {
    const { bad } = await parsePhones('x'.repeat(100_000));
    expect(bad).toEqual([{ phone: 'x'.repeat(64), reason: 'not_a_number' }]);
  });

  it('takes a number that looks like an extension, or like nothing, no longer than any other', async () => {
    for (const text of [
      '1'.repeat(64),
      '1-'.repeat(32),
      `${'1'.repeat(60)}#12`,
      `${' '.repeat(63)}1`,
      '+'.repeat(64),
      `1${'('.repeat(63)}`,
    ]) {
      expect((await parsePhones(text)).phones).toEqual([]);
    }
  });
});

describe('an emergency number', () => {
  it.each([
    ...['110', '119', '120', '122', '112', '911', '999', '000', '1 1 0', '1-1-9', '１１０', '(120)', '0110'],
    ...['+86110', '+86 110', '0086110', '86110', '010110', '010-110', '+86 10 120', '0755-119', '021 122'],
    ...[
      '+1911',
      '+1 911',
      '001911',
      '+44 999',
      '+852999',
      '+33112',
      '+610000'.slice(0, 6),
      '12110',
      '95119',
      '+8695119',
    ],
  ])('%s is known in every spelling', (written) => {
    expect(parsePhone(written)).toBe('emergency');
  });

  it.each(['13800138110', '010-62345110', '4008123110', '+14155550911', '+85291234999', '01062345120'])(
    'is not seen in %s, which only ends like one',
    (written) => {
      expect(parsePhone(written)).toMatchObject({ written });
    },
  );

  it('is not seen in island numbers that are short', () => {
    // Saint Helena and Ascension have five digits.
    expect(isEmergency('+29022110', 'CN')).toBe(false);
    expect(isEmergency('+24762110', 'CN')).toBe(false);
  });
});

describe('the rules of who is called', () => {
  const rules = {
    countries: new Set(['CN', 'GB', 'US']),
    doNotCall: new Set(['+8613900139000']),
    webphones: new Map(),
  };
  const check = async (text: string) => refusals(await parsePhones(text), rules);

  it('let ordinary numbers pass, toll-free and shared-cost ones too', async () => {
    expect(await check('13800138000,010-62345678,4008123123,8008101234,+442079460958,+18005551234')).toEqual([]);
  });

  it.each([
    ['110', 'emergency'],
    ['16812345', 'premium'],
    ['+19005551234', 'premium'],
    ['+979123456789', 'premium'],
    ['+447012345678', 'personal'],
    ['+447640123456', 'pager'],
    ['+85291234567', 'country'],
    ['+18765551234', 'country'],
    ['+881612345678', 'country'],
    ['13900139000', 'do_not_call'],
  ])('refuse %s: %s', async (phone, reason) => {
    expect(await check(`13800138000,${phone}`)).toEqual([{ phone, reason }]);
    expect(phoneReasonText(reason as 'country', 'zh')).toMatch(/\p{Script=Han}/u);
    expect(phoneReasonText(reason as 'country', 'en')).toMatch(/^[a-z]/);
  });
});

describe.each(testEngines)('the do-not-call list on $engine', ({ open }) => {
  let clock: ManualClock;
  let db: TestStore;
  let list: DoNotCall;
  let one: string;
  let two: string;

  beforeAll(async () => {
    db = await open();
  });

  afterAll(() => db.close());

  beforeEach(async () => {
    await db.clear();
    clock = new ManualClock();
    const accounts = new Accounts({
      store: db,
      clock,
      ids: uuidIds(clock),
      secrets: new SecretBox(new Uint8Array(32)),
    });
    one = (await accounts.create({ name: 'one' })).id;
    two = (await accounts.create({ name: 'two' })).id;
    list = new DoNotCall({ store: db, clock });
  });

  const add = (accountId: string, phone: string, callId: string | null = null) =>
    list.add(db.store, { accountId, phone, callId });

  it('is each account’s own', async () => {
    await add(one, '+8613800138000');
    expect(await list.contained(one, ['+8613800138000', '+8613900139000'])).toEqual(new Set(['+8613800138000']));
    expect(await list.contained(two, ['+8613800138000'])).toEqual(new Set());
    expect(await list.contained(one, [])).toEqual(new Set());
  });

  it('keeps on record who asked first', async () => {
    expect(await add(one, '+8613800138000', 'call-1')).toBe(true);
    const at = clock.now();
    await clock.advance(1_000);
    expect(await add(one, '+8613800138000')).toBe(false);
    expect(await list.list(one, { limit: 9 })).toEqual([
      { phone: '+8613800138000', callId: 'call-1', createdAt: at, note: null, addedBy: null },
    ]);
  });

  it('is part of the transaction that it is given', async () => {
    await db
      .transaction(async (trx) => {
        await list.add(trx, { accountId: one, phone: '+8613800138000', callId: 'call-1' });
        expect(await list.contained(one, ['+8613800138000'], trx)).toHaveProperty('size', 1);
        throw new Error('rolled back');
      })
      .catch(() => {});
    expect(await list.contained(one, ['+8613800138000'])).toHaveProperty('size', 0);
  });

  it('lets a number be taken off, and is read page by page', async () => {
    for (const last of [3, 1, 2]) await add(one, `+861380013800${last}`);
    const first = await list.list(one, { limit: 2 });
    expect(first.map((entry) => entry.phone)).toEqual(['+8613800138001', '+8613800138002']);
    expect(await list.list(one, { limit: 2, after: first[1]?.phone })).toMatchObject([{ phone: '+8613800138003' }]);
    expect(await list.remove(two, '+8613800138002')).toBe(false);
    expect(await list.remove(one, '+8613800138002')).toBe(true);
    expect(await list.remove(one, '+8613800138002')).toBe(false);
    expect(await list.contained(one, ['+8613800138002'])).toHaveProperty('size', 0);
  });

  it('finds its numbers among ten thousand', async () => {
    const phones = Array.from({ length: 10_000 }, (_, index) => `+86138${10_000_000 + index}`);
    const listed = [0, 499, 500, 7_777, 9_999].map((index) => phones[index] as string);
    for (const phone of listed) await add(one, phone);
    expect(await list.contained(one, phones)).toEqual(new Set(listed));
  });
});
