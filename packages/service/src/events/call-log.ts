import type { CallEvent } from '@ringback/engine';

/** One event of a call, numbered. `seq` rises from 1 and is never given twice, also across a crash. */
export interface LoggedEvent {
  seq: number;
  event: CallEvent;
}

export interface Following {
  close(): void;
}

/**
 * The log of every call: what happened, once and in order. From here it goes to storage, to the live streams, to webhooks and metrics.
 */
export interface CallLogs {
  /** Appends; tells followers at once and storage in a small batch. Synchronous: it runs on the media path's thread. */
  append(callId: string, event: CallEvent): void;
  /** What was logged after `afterSeq` (0: all), from memory or storage. Partials are not kept. */
  read(callId: string, afterSeq: number): Promise<LoggedEvent[]>;
  /**
   * Everything after `afterSeq`, then each event as it happens, with no gap and no repeat; partials only live. Works for a call that is
   * still queued. `onEvent` must not throw.
   */
  follow(callId: string, afterSeq: number, onEvent: (logged: LoggedEvent) => void): Promise<Following>;
  /** Resolves when all that was appended for this call (or for all calls) is in storage. */
  flush(callId?: string): Promise<void>;
}
