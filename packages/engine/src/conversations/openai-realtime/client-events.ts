import type { Ids } from '../../ids.js';
import type { ClientEvent } from './session-socket.js';

export interface ServerRefusal {
  code: string;
  message: string;
  param: string | null;
}

/** @returns whether it was seen to. */
type Refused = (refusal: ServerRefusal) => boolean;

/** The service answers within a second or two: of more than this that went out before, none will be refused any more. */
const MOST_REMEMBERED = 64;

/** Sends events under ids of their own, so that a refusal finds whom it concerns. */
export class ClientEvents {
  readonly #ids: Ids;
  readonly #send: (event: ClientEvent, eventId: string) => void;
  readonly #refused = new Map<string, Refused>();

  constructor(ids: Ids, send: (event: ClientEvent, eventId: string) => void) {
    this.#ids = ids;
    this.#send = send;
  }

  send(event: ClientEvent, refused: Refused, eventId = this.#ids.next()): void {
    this.#refused.set(eventId, refused);
    if (this.#refused.size > MOST_REMEMBERED) {
      for (const oldest of this.#refused.keys()) {
        this.#refused.delete(oldest);
        break;
      }
    }
    this.#send(event, eventId);
  }

  /** @returns whether the refusal was seen to. */
  refusal(eventId: string | null | undefined, refusal: ServerRefusal): boolean {
    if (typeof eventId !== 'string') return false;
    const refused = this.#refused.get(eventId);
    this.#refused.delete(eventId);
    return refused?.(refusal) ?? false;
  }

  /** Another session answers nothing that this one was sent. */
  forget(): void {
    this.#refused.clear();
  }
}
