import {
  CachingSynthesiser,
  isRingbackError,
  NoticeConversations,
  realClock,
  Simulator,
  TonesSynthesiser,
} from '@ringback/engine';
import { simulatedCallees } from '@ringback/standins/callees';
import type { Log } from '../log.js';
import { type Line, Opened } from './line.js';

/** Simulated callees on this machine, by number, and a conversation that needs no model: no account, no key, no network. */
export function mockLine({ speed, log }: { speed: number; log: Log }): Line {
  const opened = new Opened((error) => log.debug(`a part of the mock line did not close: ${String(error)}`));
  const clock = realClock(speed);
  const synthesiser = new CachingSynthesiser(new TonesSynthesiser());
  opened.add(() => synthesiser.close());
  const carrier = new Simulator({
    directory: simulatedCallees(),
    synthesiser,
    clock,
    onError: (error, callId) => log.error(`a simulated callee failed in call ${callId} (${codeOf(error)})`),
  });
  const conversations = new NoticeConversations({ synthesiser });
  opened.add(() => carrier.close());
  opened.add(() => conversations.close());
  return {
    carrier,
    conversations,
    synthesiser,
    clock,
    publicUrl: null,
    gatewayPort: null,
    verify: async () => undefined,
    close: () => opened.close(),
  };
}

/** The error's own text may hold what was said. */
export function codeOf(error: unknown): string {
  return isRingbackError(error) ? error.code : 'fault';
}
