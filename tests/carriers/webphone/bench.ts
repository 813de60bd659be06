import {
  type DialRequest,
  type PageRefusal,
  PublicListener,
  WebphoneCarrier,
  type WebphoneCarrierOptions,
} from '@ringback/engine';
import { type FarEnd, Line } from '../../behaviours/carrier-rig.js';
import { SettlingClock } from '../settling-clock.js';
import { type PageHabit, StandinPage } from './standin-page.js';

/** The carrier behind a real listener, on a clock that the test owns, and pages that are none. */
export interface WebphoneBench {
  carrier: WebphoneCarrier;
  clock: SettlingClock;
  url: string;
  /** Pages that answered, in that order. */
  farEnds: FarEnd[];
  refusals: PageRefusal[];
  errors: unknown[];
  used: string[];
  /** Invitations that were opened before they had a call. */
  opened: string[];
  /** A page that registers at a line. */
  page(line: string, habit?: PageHabit): StandinPage;
  /** A page that was opened by a link. */
  open(token: string, habit?: PageHabit): StandinPage;
  dial(request?: Partial<DialRequest>): Line;
  /** A call in talk. */
  talk(line?: string): Promise<{ line: Line; page: StandinPage }>;
  close(): Promise<void>;
}

const ANSWERS: PageHabit = { does: 'answers', afterMs: 2_000 };

export async function webphoneBench(options: Partial<WebphoneCarrierOptions> = {}): Promise<WebphoneBench> {
  const clock = new SettlingClock();
  const refusals: PageRefusal[] = [];
  const errors: unknown[] = [];
  const used: string[] = [];
  const opened: string[] = [];
  const farEnds: FarEnd[] = [];
  const pages: StandinPage[] = [];
  const carrier = new WebphoneCarrier({
    clock,
    onRefused: (why) => refusals.push(why),
    onError: (error) => errors.push(error),
    onInvitationUsed: (id) => used.push(id),
    onInvitationOpened: (id) => opened.push(id),
    ...options,
  });
  const listener = new PublicListener({ routes: [carrier], clock, onError: (error) => errors.push(error) });
  const { port } = await listener.listen();
  const url = `ws://127.0.0.1:${port}/webphone`;
  const make = (token: () => string, habit: PageHabit): StandinPage => {
    const page = new StandinPage({ url, token, clock, habit, onAnswered: (one) => farEnds.push(one) });
    pages.push(page);
    return page;
  };
  const page = (line: string, habit = ANSWERS): StandinPage => make(() => carrier.ticket(line).token, habit);
  const dial = (request: Partial<DialRequest> = {}): Line =>
    new Line({ carrier, clock, farEnds }, { callId: 'call', to: 'webphone:me', ringTimeoutMs: 30_000, ...request });
  return {
    carrier,
    clock,
    url,
    farEnds,
    refusals,
    errors,
    used,
    opened,
    page,
    open: (token, habit = ANSWERS) => make(() => token, habit),
    dial,
    async talk(name = 'me') {
      const one = page(name);
      await clock.settle();
      const line = dial({ to: `webphone:${name}`, callId: `call-${name}` });
      await line.untilAnswered();
      return { line, page: one };
    },
    async close() {
      for (const one of pages) one.close();
      await carrier.close();
      await clock.settle();
      let closed = false;
      void listener.close().then(() => {
        closed = true;
      });
      await clock.advanceUntil(() => closed, 10_000);
      await clock.settle();
      clock.close();
    },
  };
}
