import { describe, expect, it } from 'vitest';
import { endOf, progressOf } from './call-status.js';

describe("Twilio's status of a call", () => {
  it.each([
    ['queued', 'waiting'],
    ['initiated', 'waiting'],
    ['ringing', 'ringing'],
    ['in-progress', 'in_talk'],
    ['completed', 'over'],
    ['busy', 'over'],
    ['failed', 'over'],
    ['no-answer', 'over'],
    ['canceled', 'over'],
    ['of the future', 'waiting'],
  ])('%s is %s', (status, progress) => {
    expect(progressOf(status)).toBe(progress);
    expect(endOf(status) === null).toBe(progress !== 'over');
  });

  it.each([
    ['completed', 200, 'callee_hung_up'],
    ['no-answer', 487, 'no_answer'],
    ['canceled', 487, 'we_hung_up'],
    ['busy', 486, 'busy'],
    ['busy', 600, 'busy'],
    ['busy', 603, 'rejected'],
    ['busy', 607, 'rejected'],
    ['busy', undefined, 'busy'],
    ['failed', 404, 'unreachable'],
    ['failed', 410, 'unreachable'],
    ['failed', 480, 'unreachable'],
    ['failed', 484, 'unreachable'],
    ['failed', 604, 'unreachable'],
    ['failed', 603, 'rejected'],
    ['failed', 486, 'busy'],
    ['failed', 408, 'no_answer'],
    ['failed', 403, 'failed'],
    ['failed', 503, 'failed'],
    ['failed', undefined, 'failed'],
    ['failed', Number.NaN, 'failed'],
  ])('%s with SIP %s ends a call as %s', (status, sip, cause) => {
    expect(endOf(status, sip)?.cause).toBe(cause);
  });

  it('stands in the detail with the SIP response', () => {
    expect(endOf('failed', 503)).toEqual({ cause: 'failed', detail: 'Twilio: failed, SIP 503' });
    expect(endOf('failed')).toEqual({ cause: 'failed', detail: 'Twilio: failed' });
  });
});
