import { describe, expect, it } from 'vitest';
import { readArguments } from './tool-arguments.js';

const CALL = { action: 'persona_call', to: '+12025550100', persona: 'p', goal: 'g' };
const wrong = (over: Record<string, unknown>): string =>
  (readArguments({ ...CALL, ...over }, undefined) as { error: string }).error;

describe('the arguments of the tool', () => {
  it('are those of the published plugin, and ours', () => {
    const all = {
      ...CALL,
      openingLine: 'Hello.',
      sessionKey: 'agent:main:x',
      language: 'en',
      resultSchema: { type: 'object' },
      maxDurationSeconds: 60,
      voicemail: 'Call back, please.',
    };
    expect(readArguments(all, undefined)).toEqual({
      action: 'persona_call',
      dryRun: false,
      wish: {
        to: '+12025550100',
        persona: 'p',
        goal: 'g',
        openingLine: 'Hello.',
        sessionKey: 'agent:main:x',
        language: 'en',
        resultSchema: { type: 'object' },
        maxDurationSeconds: 60,
        voicemail: { message: 'Call back, please.' },
      },
    });
    expect(readArguments({ ...CALL, voicemail: 'hang_up' }, undefined)).toMatchObject({
      wish: { voicemail: 'hang_up' },
    });
  });

  it('take the configured number where none is given, and spaces as people write them', () => {
    expect(readArguments({ ...CALL, to: undefined }, '+8613800138000')).toMatchObject({
      wish: { to: '+8613800138000' },
    });
    expect(readArguments({ ...CALL, to: ' +1 (202) 555-0100 ' }, undefined)).toMatchObject({
      wish: { to: '+12025550100' },
    });
  });

  it('count null, as models write it, as left out', () => {
    const nothing = {
      openingLine: null,
      language: null,
      resultSchema: null,
      maxDurationSeconds: null,
      voicemail: null,
      dryRun: null,
    };
    expect(readArguments({ ...CALL, ...nothing }, undefined)).toMatchObject({ wish: { to: CALL.to } });
  });

  it.each([
    [{ to: undefined }, 'to is missing'],
    [{ to: '2025550100' }, 'to must be a phone number as E.164'],
    [{ to: '+1202555' }, 'to is no valid phone number'],
    [{ to: '911' }, 'to must be a phone number'],
    [{ to: '+86110' }, 'to must be a phone number'],
    [{ to: '+19005551234' }, 'to is a premium-rate number'],
    [{ to: '+447012345678' }, 'to is a personal number'],
    [{ persona: ' ' }, 'persona is missing'],
    [{ goal: 7 }, 'goal must be a text'],
    [{ goal: 'x'.repeat(4_001) }, 'goal is too long: 4000'],
    [{ language: 'fr' }, 'language must be zh or en'],
    [{ resultSchema: { type: 'array' } }, 'resultSchema must be'],
    [{ resultSchema: 'object' }, 'resultSchema must be'],
    [{ maxDurationSeconds: 5 }, 'maxDurationSeconds must be'],
    [{ maxDurationSeconds: '60' }, 'maxDurationSeconds must be'],
    [{ dryRun: 'yes' }, 'dryRun must be'],
  ])('that are wrong are named: %j', (over, said) => {
    expect(wrong(over)).toContain(said);
  });

  it('are all named at once', () => {
    expect(wrong({ to: 'x', persona: '', language: 'fr' })).toMatch(/^to must .* persona is missing.* language must/);
  });

  it.each([undefined, null, 7, 'persona_call', [], {}, { action: 7 }, { action: '__proto__' }])(
    'of no shape at all (%j) are answered',
    (params) => {
      expect(readArguments(params, undefined)).toEqual({ error: expect.stringContaining('action') });
    },
  );
});
