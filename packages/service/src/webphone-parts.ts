import { type Brief, type Clock, WebphoneCarrier } from '@ringback/engine';
import type { Logger } from 'pino';
import { linkOf } from './compliance/webphone-number.js';
import type { ServedCarrier } from './dispatch/carriers.js';
import type { OpenStore } from './storage/open-store.js';
import { WebphoneLinks } from './webphone/links.js';

/** Each call holds a slot of its account and of its node: those bound them. */
const UNBOUNDED = 1_000_000;

/**
 * Whoever opens a link reads who calls, and is asked by the browser for the microphone, before they can answer: two minutes are plenty, and the model's session
 * that waits meanwhile costs nothing.
 */
const LINK_RINGS_MS = 120_000;

export interface WebphonePartsOptions {
  store: OpenStore;
  clock: Clock;
  logger: Logger;
  /** A call to a link may be claimed now. */
  onDue(): void;
}

/** The carrier `webphone`, which every service has beside the configured one, and the links of its accounts. */
export function webphoneParts({ store, clock, logger, onDue }: WebphonePartsOptions): {
  carrier: WebphoneCarrier;
  served: ServedCarrier;
  links: WebphoneLinks;
} {
  const carrier: WebphoneCarrier = new WebphoneCarrier({
    clock,
    onInvitationOpened: (id) => links.opened(id),
    onInvitationUsed: (id) => links.used(id),
    onRefused: (why) => logger.info({ why }, 'a webphone’s page was turned away'),
    onError: (error, callId) => logger.error({ err: error, callId }, 'something failed at the webphone'),
  });
  const links = new WebphoneLinks({
    store,
    clock,
    carrier,
    onDue,
    onFailure: (error) => logger.error({ err: error }, 'what became of a webphone’s link could not be written'),
  });
  return { carrier, served: { carrier, clock, maxRunning: UNBOUNDED, callsPerSecond: 0, terms }, links };
}

function terms({ phone, brief }: { phone: string; brief: Brief }): ReturnType<NonNullable<ServedCarrier['terms']>> {
  return {
    ...(linkOf(phone) === null ? {} : { limits: { ringTimeoutMs: LINK_RINGS_MS } }),
    ...(brief.persona === undefined ? {} : { from: callerOf(brief.persona) }),
  };
}

/** Whom the AI speaks for, of a persona such as "You are the front desk of Lakeside Dental. Be brief." */
function callerOf(persona: string): string {
  const [first = ''] = persona.split(/[\n。！？!?；;]|\.(?:\s|$)/u);
  return first.replace(/^(?:you are|you're|you’re|act as|你是|您是|你扮演|扮演|作为)\s*/iu, '').trim();
}
