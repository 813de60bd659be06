import type { LiveCall } from '../../live/live-call.js';
import type { LiveChanges, LiveFollower, LiveFollowing, LiveSnapshot } from '../../live/live-calls.js';
import type { EventStream } from '../event-stream.js';
import type { V1LiveCall, V1LiveUpdate } from './live-schemas.js';

/** Calls told in one event, at the beginning: readers bound the length of an event, and take a long one in one go. */
const CALLS_AN_EVENT = 200;

const instant = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

/** A call, or what changed of it, as our own API gives it. */
function toV1LiveCall(call: Partial<LiveCall> & { callId: string }): Partial<V1LiveCall> & { call_id: string } {
  const told: Partial<V1LiveCall> & { call_id: string } = { call_id: call.callId };
  if (call.accountId !== undefined) told.account_id = call.accountId;
  if (call.phone !== undefined) told.phone = call.phone;
  if (call.requirement !== undefined) told.user_requirement = call.requirement;
  if (call.state !== undefined) told.state = call.state;
  if (call.notBefore !== undefined) told.not_before = instant(call.notBefore);
  if (call.startedAt !== undefined) told.started_at = instant(call.startedAt);
  if (call.answeredAt !== undefined) told.answered_at = instant(call.answeredAt);
  if (call.words !== undefined) told.words = call.words;
  if (call.callee !== undefined) told.callee_level = call.callee;
  if (call.assistant !== undefined) told.assistant_level = call.assistant;
  if (call.speaker !== undefined) told.speaker = call.speaker;
  if (call.listeners !== undefined) told.listeners = [...call.listeners];
  if (call.here !== undefined) told.here = call.here;
  return told;
}

function update(changes: LiveChanges): V1LiveUpdate {
  return {
    calls: changes.calls.map(toV1LiveCall),
    ended: changes.ended.map(({ callId, endReason, durationSeconds }) => ({
      call_id: callId,
      end_reason: endReason,
      duration_seconds: durationSeconds,
    })),
    ...(changes.queuedTotal === null ? {} : { queued_total: changes.queuedTotal }),
  };
}

function event(name: 'snapshot' | 'update', data: unknown): Buffer {
  return Buffer.from(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
}

/** A snapshot as one event and, where there are many calls, updates behind it. */
function snapshotEvents({ calls, queuedTotal }: LiveSnapshot, now: number): Buffer {
  const told = calls.map(toV1LiveCall);
  const events = [
    event('snapshot', {
      now: new Date(now).toISOString(),
      queued_total: queuedTotal,
      calls: told.slice(0, CALLS_AN_EVENT),
    }),
  ];
  for (let at = CALLS_AN_EVENT; at < told.length; at += CALLS_AN_EVENT) {
    events.push(event('update', { calls: told.slice(at, at + CALLS_AN_EVENT), ended: [] }));
  }
  return Buffer.concat(events);
}

/** Changes as they go over the wire, written once for all who follow the same. */
const written = new WeakMap<LiveChanges, Buffer>();

function updateEvent(changes: LiveChanges): Buffer {
  let bytes = written.get(changes);
  if (bytes === undefined) {
    bytes = event('update', update(changes));
    written.set(changes, bytes);
  }
  return bytes;
}

/**
 * One reader of the live view. Whoever does not take what they are sent is told nothing until they do, and then all of it anew: what was
 * missed is outdated.
 */
export class LiveReader implements LiveFollower {
  readonly #stream: EventStream;
  readonly #now: () => number;
  #behind = false;

  constructor(stream: EventStream, now: () => number) {
    this.#stream = stream;
    this.#now = now;
  }

  /** To be called once it follows. */
  following(following: LiveFollowing): void {
    this.#stream.onDrain(() => {
      if (!this.#behind) return;
      this.#behind = false;
      this.snapshot(following.snapshot());
    });
    this.#stream.onClosed(() => following.close());
  }

  snapshot(snapshot: LiveSnapshot): void {
    this.#stream.write(snapshotEvents(snapshot, this.#now()));
  }

  changes(changes: LiveChanges): void {
    this.#behind ||= this.#stream.full;
    if (!this.#behind) this.#stream.write(updateEvent(changes));
  }
}
