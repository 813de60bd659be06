import type { CallEvent } from '@ringback/client';
import { useEffect, useRef, useState } from 'react';
import { useClients } from '../data/clients.js';

export interface FollowedCall<T> {
  now: T;
  error: unknown;
}

/**
 * What the events of a call come to, from its first one also where it is opened late. Drawn at most once a frame, however many events come.
 *
 * @param from before the first event.
 * @param after with one event more; neither it nor `from` may change from one drawing to the next.
 * @param follow `onEvent` is told each event as it comes; where `follows` is false nothing is read.
 */
export function useFollowedCall<T>(
  callId: string,
  from: T,
  after: (before: T, event: CallEvent) => T,
  follow: { follows?: boolean; onEvent?: (event: CallEvent) => void } = {},
): FollowedCall<T> {
  const { follows = true, onEvent } = follow;
  const { calls } = useClients();
  const [shown, setShown] = useState<FollowedCall<T>>({ now: from, error: null });
  const tell = useRef(onEvent);
  tell.current = onEvent;
  useEffect(() => {
    if (!follows) return;
    const leaving = new AbortController();
    let followed: FollowedCall<T> = { now: from, error: null };
    let drawing = 0;
    const show = (next: FollowedCall<T>): void => {
      followed = next;
      drawing ||= requestAnimationFrame(() => {
        drawing = 0;
        setShown(followed);
      });
    };
    setShown(followed);
    void (async () => {
      try {
        for await (const event of calls.events(callId, { signal: leaving.signal })) {
          show({ now: after(followed.now, event), error: null });
          tell.current?.(event);
        }
      } catch (error) {
        if (!leaving.signal.aborted) show({ ...followed, error });
      }
    })();
    return () => {
      leaving.abort();
      cancelAnimationFrame(drawing);
    };
  }, [calls, callId, follows, from, after]);
  return shown;
}
