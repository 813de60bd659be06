import type { CallEvent, TurnLatency, Utterance } from '@ringback/client';

export type MomentKind =
  | 'state'
  | 'assistant'
  | 'user'
  | 'turn'
  | 'interruption'
  | 'keys'
  | 'machine'
  | 'resumed'
  | 'recording'
  | 'supervision'
  | 'note'
  | 'warning'
  | 'ended'
  | 'other';

/** One row of the waterfall. Times are milliseconds from the call's start. */
export interface Moment {
  id: string;
  kind: MomentKind;
  at: number;
  /** Null: it has no length. */
  until: number | null;
  /** The event that it comes from. */
  event: CallEvent;
  /** Of what the AI said in answer: how fast it came, and from when that counts (null in logs of earlier versions). */
  turn: { latency: TurnLatency; from: number | null } | null;
}

/** For machines alone: raw events have them. */
const LEFT_OUT: ReadonlySet<string> = new Set(['usage', 'partial']);

const KINDS: ReadonlySet<string> = new Set<MomentKind>([
  'state',
  'turn',
  'interruption',
  'keys',
  'machine',
  'resumed',
  'recording',
  'supervision',
  'note',
  'warning',
  'ended',
]);

/** What happened, in the order in which it began. Events of kinds that this page does not know are `other`. */
export function momentsOf(events: readonly CallEvent[]): Moment[] {
  const turns = new Map<string, { latency: TurnLatency; from: number | null }>();
  const spoken = new Set<string>();
  for (const event of events) {
    if (event.type === 'turn' && event.utterance_id !== null)
      turns.set(event.utterance_id, { latency: event.latency, from: event.from_ms });
    if (event.type === 'utterance') spoken.add(event.utterance.utterance_id);
  }
  const moments: Moment[] = [];
  let state: Moment | null = null;
  for (const [index, event] of events.entries()) {
    if (LEFT_OUT.has(event.type)) continue;
    const id = event.id ?? `e${index}`;
    const base = { id, at: event.at_ms, until: null, event, turn: null };
    if (event.type === 'utterance') {
      const { utterance } = event;
      moments.push({
        ...base,
        kind: utterance.role,
        at: utterance.started_at_ms,
        until: utterance.ended_at_ms,
        turn: turns.get(utterance.utterance_id) ?? null,
      });
    } else if (event.type === 'state') {
      // Told again with the carrier's name for the call.
      if (state?.event.type === 'state' && state.event.state === event.state) continue;
      if (state !== null) state.until = event.at_ms;
      state = { ...base, kind: 'state' };
      moments.push(state);
    } else if (event.type === 'turn') {
      // That of something said stands with it.
      if (event.utterance_id === null || !spoken.has(event.utterance_id))
        moments.push({ ...base, kind: 'turn', turn: { latency: event.latency, from: event.from_ms } });
    } else {
      if (event.type === 'ended' && state !== null) state.until = event.at_ms;
      moments.push({ ...base, kind: KINDS.has(event.type) ? (event.type as MomentKind) : 'other' });
    }
  }
  return moments.sort((a, b) => a.at - b.at);
}

/** When the last of them is over. */
export function lengthOf(moments: readonly Moment[]): number {
  return moments.reduce((latest, { at, until }) => Math.max(latest, until ?? at), 1);
}

/** The longest way from the callee's last sound to the AI being heard: what the bars of the latencies are drawn against. */
export function slowestOf(moments: readonly Moment[]): number {
  return moments.reduce((slowest, { turn }) => Math.max(slowest, reached(turn?.latency) ?? 0), 1);
}

/** The last moment of a turn that happened. */
function reached(latency: TurnLatency | undefined): number | null {
  return latency?.to_heard_ms ?? latency?.to_carrier_ms ?? latency?.to_first_audio_ms ?? null;
}

/** When the recording begins, or null where there is none. */
export function recordingStart(events: readonly CallEvent[]): number | null {
  return events.find(({ type }) => type === 'recording')?.at_ms ?? null;
}

/** What was said so far, of a call that is followed, with what is being said at its end. */
export function saidIn(events: readonly CallEvent[]): { said: Utterance[]; saying: Utterance[] } {
  const said: Utterance[] = [];
  const saying = new Map<string, Utterance>();
  for (const event of events) {
    if (event.type === 'utterance') {
      said.push(event.utterance);
      saying.delete(event.utterance.utterance_id);
    } else if (event.type === 'partial' && !said.some((one) => one.utterance_id === event.utterance_id)) {
      const begun = saying.get(event.utterance_id)?.started_at_ms ?? event.at_ms;
      saying.set(event.utterance_id, {
        utterance_id: event.utterance_id,
        role: event.role,
        text: event.text,
        started_at_ms: begun,
        ended_at_ms: event.at_ms,
        interrupted: false,
      });
    }
  }
  return { said, saying: [...saying.values()].filter(({ text }) => text !== '') };
}

/** Which utterance is heard at a position, by its index: the last that has begun; -1 before the first. */
export function heardAt(transcript: readonly Pick<Utterance, 'started_at_ms'>[], positionMs: number): number {
  let heard = -1;
  for (const [index, { started_at_ms: at }] of transcript.entries()) if (at <= positionMs) heard = index;
  return heard;
}
