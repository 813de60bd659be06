import type { CallEvent, CallStatus, Role } from '@ringback/client';

type Happening = Extract<CallEvent, { type: 'supervision' | 'keys' | 'machine' | 'warning' }>;

/** One thing in the transcript of a call that goes on. */
export type TalkLine =
  | {
      kind: 'said';
      key: string;
      role: Role;
      text: string;
      interrupted: boolean;
      /** It is being said. */
      partial: boolean;
    }
  | { kind: 'happened'; key: string; event: Happening };

export type SaidLine = Extract<TalkLine, { kind: 'said' }>;
export type CallEnd = Extract<CallEvent, { type: 'ended' }>;

/** What is said in a call, as it is said. */
export interface Talk {
  status: CallStatus;
  lines: readonly TalkLine[];
  end: CallEnd | null;
}

/** Before anything happened. */
export const SILENT: Talk = { status: 'queued', lines: [], end: null };

/** The talk with one event more. */
export function after(talk: Talk, event: CallEvent): Talk {
  switch (event.type) {
    case 'state':
      return { ...talk, status: event.state };
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
      return {
        status: 'ended',
        end: event,
        lines: talk.lines.filter((line) => line.kind !== 'said' || !line.partial),
      };
    default:
      return talk;
  }
}

/** In the order in which they began. What nobody heard a word of was not said. */
function put(lines: readonly TalkLine[], line: SaidLine): readonly TalkLine[] {
  const at = lines.findLastIndex((one) => one.kind === 'said' && one.key === line.key);
  if (!line.partial && line.text === '') return at < 0 ? lines : lines.toSpliced(at, 1);
  return at < 0 ? [...lines, line] : lines.with(at, line);
}
