import type { LegEnd } from '../carrier.js';

/**
 * How far a call is, by Twilio's word for it. `queued` and `initiated`: taken, and nobody is called yet or nothing rings yet. A word that is not
 * known counts as under way.
 */
export type Progress = 'waiting' | 'ringing' | 'in_talk' | 'over';

export function progressOf(status: string): Progress {
  switch (status) {
    case 'completed':
    case 'busy':
    case 'failed':
    case 'no-answer':
    case 'canceled':
      return 'over';
    case 'in-progress':
      return 'in_talk';
    case 'ringing':
      return 'ringing';
    default:
      return 'waiting';
  }
}

/** Declined: 603 by the phone or its owner, 607 as unwanted, 608 by the network on the owner's behalf (RFC 3261, 8197, 8688). */
const DECLINED = new Set([603, 607, 608]);
const BUSY = new Set([486, 600]);
const NOT_ANSWERED = new Set([408, 487]);
/** Not found, gone, unavailable, incomplete, does not exist anywhere. */
const NOT_REACHED = new Set([404, 410, 480, 484, 604]);

/**
 * How a call ended, by Twilio's final status and the SIP response behind it, which only status callbacks give: a call that was declined reads
 * `busy` with 603. Null for a status that is not final.
 */
export function endOf(status: string, sipResponse?: number): LegEnd | null {
  const sip = sipResponse === undefined || Number.isNaN(sipResponse) ? undefined : sipResponse;
  const detail = `Twilio: ${status}${sip === undefined ? '' : `, SIP ${sip}`}`;
  switch (status) {
    case 'completed':
      return { cause: 'callee_hung_up' };
    case 'no-answer':
      return { cause: 'no_answer', detail };
    case 'canceled':
      return { cause: 'we_hung_up', detail };
    case 'busy':
      return { cause: sip !== undefined && DECLINED.has(sip) ? 'rejected' : 'busy', detail };
    case 'failed':
      if (sip === undefined) return { cause: 'failed', detail };
      if (DECLINED.has(sip)) return { cause: 'rejected', detail };
      if (BUSY.has(sip)) return { cause: 'busy', detail };
      if (NOT_ANSWERED.has(sip)) return { cause: 'no_answer', detail };
      return { cause: NOT_REACHED.has(sip) ? 'unreachable' : 'failed', detail };
    default:
      return null;
  }
}
