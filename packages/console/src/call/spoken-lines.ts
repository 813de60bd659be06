import type { CallEvent, CallStatus, Role } from '@ringback/client';

export interface SpokenLine {
  id: string;
  role: Role;
  text: string;
  /** It is being said. */
  partial: boolean;
}

export type CallEnd = Extract<CallEvent, { type: 'ended' }>;

export interface SpokenCall {
  status: CallStatus;
  lines: SpokenLine[];
  end: CallEnd | null;
  error: unknown;
}

/** Before anything happened. */
export const SILENT: SpokenCall = { status: 'queued', lines: [], end: null, error: null };

/** The call after one more event. */
export function after(before: SpokenCall, event: CallEvent): SpokenCall {
  switch (event.type) {
    case 'state':
      return { ...before, status: event.state };
    case 'partial':
      return said(before, { id: event.utterance_id, role: event.role, text: event.text, partial: true });
    case 'utterance': {
      const { utterance_id: id, role, text } = event.utterance;
      return said(before, { id, role, text, partial: false });
    }
    case 'ended':
      return { ...before, status: 'ended', end: event, lines: before.lines.filter(({ partial }) => !partial) };
    default:
      return before;
  }
}

/** In the order in which they began. What nobody heard a word of was not said. */
function said(before: SpokenCall, line: SpokenLine): SpokenCall {
  const at = before.lines.findIndex(({ id }) => id === line.id);
  const lines = before.lines.slice();
  if (at === -1) lines.push(line);
  else lines[at] = line;
  return { ...before, lines: lines.filter(({ text, partial }) => partial || text !== '') };
}
