import type { CallEvent } from '@ringback/client';
import { useEffect, useState } from 'react';
import { useClients } from '../data/clients.js';

/** One thing in the transcript of a call that goes on. */
export type TalkLine =
  | { kind: 'said'; key: string; role: 'assistant' | 'user'; text: string; interrupted: boolean; partial: boolean }
  | {
      kind: 'happened';
      key: string;
      event: Extract<CallEvent, { type: 'supervision' | 'keys' | 'machine' | 'warning' }>;
    };

export interface CallTalk {
  lines: readonly TalkLine[];
  /** The last event, once the call is over. */
  ended: Extract<CallEvent, { type: 'ended' }> | null;
  error: unknown;
}

const NOTHING: CallTalk = { lines: [], ended: null, error: null };

/** What is said in a call, as it is said: drawn at most once a frame, however many words come. */
export function useCallEvents(callId: string): CallTalk {
  const { calls } = useClients();
  const [talk, setTalk] = useState(NOTHING);
  useEffect(() => {
    const leaving = new AbortController();
    let now = NOTHING;
    let drawing = 0;
    const show = (next: CallTalk): void => {
      now = next;
      drawing ||= requestAnimationFrame(() => {
        drawing = 0;
        setTalk(now);
      });
    };
    setTalk(NOTHING);
    const follow = async (): Promise<void> => {
      try {
        for await (const event of calls.events(callId, { signal: leaving.signal })) show(after(now, event));
      } catch (error) {
        if (!leaving.signal.aborted) show({ ...now, error });
      }
    };
    void follow();
    return () => {
      leaving.abort();
      cancelAnimationFrame(drawing);
    };
  }, [calls, callId]);
  return talk;
}

/** The talk with one event more. */
function after(talk: CallTalk, event: CallEvent): CallTalk {
  switch (event.type) {
    case 'partial': {
      const { utterance_id: key, role, text } = event;
      return { ...talk, lines: put(talk.lines, { kind: 'said', key, role, text, interrupted: false, partial: true }) };
    }
    case 'utterance': {
      const { utterance_id: key, role, text, interrupted } = event.utterance;
      return { ...talk, lines: put(talk.lines, { kind: 'said', key, role, text, interrupted, partial: false }) };
    }
    case 'supervision':
    case 'keys':
    case 'machine':
    case 'warning':
      return { ...talk, lines: [...talk.lines, { kind: 'happened', key: `${event.type} ${event.id ?? ''}`, event }] };
    case 'ended':
      // What never became final was not said to its end, or not recognised.
      return { ...talk, ended: event, lines: talk.lines.filter((line) => line.kind !== 'said' || !line.partial) };
    default:
      return talk;
  }
}

function put(lines: readonly TalkLine[], line: Extract<TalkLine, { kind: 'said' }>): readonly TalkLine[] {
  const at = lines.findLastIndex((one) => one.kind === 'said' && one.key === line.key);
  return at < 0 ? [...lines, line] : lines.with(at, line);
}
