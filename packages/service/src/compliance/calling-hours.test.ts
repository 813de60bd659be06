import { describe, expect, it } from 'vitest';
import { CallingTimes, formatHours, opensAt, readHours } from './calling-hours.js';
import { calleeZones, isTimeZone } from './time-zones.js';

const HOURS = { from: 8 * 60, to: 21 * 60 };
const at = (text: string): number => Date.parse(text);
const said = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

describe('readHours', () => {
  it.each([
    ['08:00-21:00', HOURS],
    ['00:00-24:00', { from: 0, to: 1440 }],
    ['09:30 – 17:05', { from: 570, to: 1025 }],
  ])('reads %s', (text, hours) => {
    expect(readHours(text)).toEqual(hours);
  });
  it.each(['8-21', '21:00-08:00', '08:00-08:00', '08:60-21:00', '08:00-24:01', 'always', ''])('refuses %j', (text) => {
    expect(readHours(text)).toBeNull();
  });
  it('writes what it reads', () => {
    expect(formatHours({ from: 570, to: 1440 })).toBe('09:30-24:00');
  });
});

describe('opensAt', () => {
  it.each([
    ['within them: at once', ['Asia/Shanghai'], '2026-11-25T04:00:00Z', '2026-11-25T04:00:00.000Z'],
    ['too early: the same morning', ['Asia/Shanghai'], '2026-11-24T22:30:00Z', '2026-11-25T00:00:00.000Z'],
    ['too late: the next morning', ['Asia/Shanghai'], '2026-11-25T13:00:00Z', '2026-11-26T00:00:00.000Z'],
    ['the last minute', ['Asia/Shanghai'], '2026-11-25T12:59:59.999Z', '2026-11-25T12:59:59.999Z'],
    ['zones of half an hour', ['Asia/Calcutta'], '2026-11-25T00:00:00Z', '2026-11-25T02:30:00.000Z'],
    // 8:00 in Los Angeles is 11:00 in New York.
    [
      'the latest of several zones',
      ['America/New_York', 'America/Los_Angeles'],
      '2026-11-25T13:30:00Z',
      '2026-11-25T16:00:00.000Z',
    ],
    [
      'the earliest end of several',
      ['America/New_York', 'America/Los_Angeles'],
      '2026-11-26T02:00:00Z',
      '2026-11-26T16:00:00.000Z',
    ],
    // The night in which clocks go forward, and the one in which they go back.
    ['summer time begins', ['America/New_York'], '2026-03-08T04:00:00Z', '2026-03-08T12:00:00.000Z'],
    ['summer time ends', ['America/New_York'], '2026-11-01T03:00:00Z', '2026-11-01T13:00:00.000Z'],
  ])('%s', (_, zones, now, opens) => {
    expect(said(opensAt(HOURS, zones, at(now)))).toBe(opens);
  });

  it('says where there is no such hour anywhere', () => {
    const zones = ['Europe/Kaliningrad', 'Asia/Kamchatka'];
    expect(opensAt({ from: 9 * 60, to: 12 * 60 }, zones, at('2026-11-25T00:00:00Z'))).toBeNull();
    expect(said(opensAt(HOURS, zones, at('2026-11-25T00:00:00Z')))).toBe('2026-11-25T06:00:00.000Z');
  });

  it('never gives an instant outside of the hours, whenever and wherever it is asked', () => {
    const zones = ['America/New_York', 'Australia/Lord_Howe', 'Asia/Katmandu', 'Africa/Casablanca', 'Pacific/Chatham'];
    for (const zone of zones) {
      const local = new Intl.DateTimeFormat('en-GB', {
        timeZone: zone,
        hour: '2-digit',
        minute: '2-digit',
        hourCycle: 'h23',
      });
      for (let now = at('2026-01-01T00:00:00Z'); now < at('2027-01-01T00:00:00Z'); now += 3_540_000) {
        const opens = opensAt(HOURS, [zone], now) as number;
        const clock = local.format(opens);
        expect(clock >= '08:00' && clock < '21:00', `${zone} ${said(now)} ${clock}`).toBe(true);
        expect(opens - now, `${zone} ${said(now)}`).toBeLessThanOrEqual(12 * 3_600_000);
      }
    }
  });
});

describe('calleeZones', () => {
  it.each([
    ['+8613800138000', ['Asia/Shanghai'], 'Asia/Shanghai'],
    ['+85221234567', ['Asia/Hong_Kong'], 'Asia/Hong_Kong'],
    ['+12125550100', ['America/New_York'], 'America/New_York'],
    ['+14155550100', ['America/Los_Angeles'], 'America/Los_Angeles'],
    ['+18085550100', ['Pacific/Honolulu'], 'Pacific/Honolulu'],
    ['+14165550100', ['America/Toronto'], 'America/Toronto'],
    ['+13085550100', ['America/Chicago', 'America/Denver'], 'America/Chicago'],
    ['+441212345678', ['Europe/London'], 'Europe/London'],
  ])('knows where %s is', (phone, all, likeliest) => {
    expect(calleeZones(phone, undefined)).toEqual({ all, likeliest });
  });

  it('takes a number that may be anywhere in its country to be everywhere', () => {
    const { all, likeliest } = calleeZones('+18005550100', undefined);
    expect(likeliest).toBe('America/New_York');
    expect(all).toEqual(expect.arrayContaining(['America/New_York', 'America/Los_Angeles', 'Pacific/Honolulu']));
    expect(calleeZones('+79161234567', undefined).likeliest).toBe('Europe/Moscow');
  });

  it('lets the configured zone decide where it is one of several, under any of its names, and never where it is not', () => {
    expect(calleeZones('+13085550100', 'America/Denver').all).toEqual(['America/Denver']);
    expect(calleeZones('+919876543210', 'Asia/Kolkata').all).toHaveLength(1);
    expect(calleeZones('+12125550100', 'America/Denver').all).toEqual(['America/New_York']);
    expect(calleeZones('+881612345678', 'Europe/Paris')).toEqual({ all: ['Europe/Paris'], likeliest: 'Europe/Paris' });
  });

  it('names zones that this Node.js knows', () => {
    for (const phone of ['+12125550100', '+18675550100', '+13065550100', '+17095550100', '+19075550100'])
      for (const zone of calleeZones(phone, undefined).all) expect(isTimeZone(zone), zone).toBe(true);
    expect(isTimeZone('Europe/Entenhausen')).toBe(false);
    expect(isTimeZone('+08:00')).toBe(false);
  });
});

describe('CallingTimes', () => {
  it('calls at any hour where there are none', () => {
    const times = new CallingTimes(null, undefined);
    expect(times.opensAt('+8613800138000', 5)).toBe(5);
    expect(times.zoneOf('+8613800138000')).toBe('Asia/Shanghai');
  });

  it('keeps numbers of different places apart, and instants', () => {
    const times = new CallingTimes(HOURS, undefined);
    const night = at('2026-11-24T22:00:00Z');
    expect(said(times.opensAt('+8613800138000', night))).toBe('2026-11-25T00:00:00.000Z');
    expect(times.opensAt('+12125550100', night)).toBe(night);
    expect(times.opensAt('+8613800138000', night + 3_600_000 * 3)).toBe(night + 3_600_000 * 3);
  });
});
