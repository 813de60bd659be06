import type { RealtimeResponse } from 'openai/resources/realtime/realtime';
import type { Outcome } from '../../call/outcome.js';
import type { Clock } from '../../clock.js';
import type { RingbackError } from '../../errors.js';
import type { Ids } from '../../ids.js';
import type { ConversationEnd } from '../conversation.js';
import { AskingAgain, requestOf } from './asking-again.js';
import type { ClientEvents, ServerRefusal } from './client-events.js';
import { Ending } from './ending.js';
import { fatalOf, responseFailed } from './failure.js';
import type { Instructions } from './instructions.js';
import type { RealtimeLogEntry, RealtimeSettings } from './realtime-options.js';
import { type ActiveResponse, type ResponseRequest, ResponseSequence } from './response-sequence.js';
import type { Speaking } from './speaking.js';
import { StallWatch } from './stall-watch.js';
import type { ResponseTokens, UsageMeter } from './usage.js';

export interface ResponsesSetting {
  settings: RealtimeSettings;
  instructions: Instructions;
  events: ClientEvents;
  speaking: Speaking;
  usage: UsageMeter;
  clock: Clock;
  ids: Ids;
  /** The session that is there can be asked. */
  configured(): boolean;
  /** One was made. `output`: what it holds; null where it is not whole. */
  made(responseId: string, output: Output | null): void;
  /** One is over, whatever became of it, and the talk goes on. */
  over(): void;
  /** The talk is at its end. */
  finished(end: ConversationEnd, outcome: Outcome): void;
  /** Nothing came of the service for too long: `see` to it. */
  stalled(see: () => void): void;
  /** Nothing comes of the session any more, though its socket looks well. */
  sessionStalled(): void;
  log(entry: Omit<RealtimeLogEntry, 'callId'>): void;
  fail(error: RingbackError): void;
}

export type Output = readonly NonNullable<RealtimeResponse['output']>[number][];

/**
 * The responses of one talk, from the asking to their end: {@link ResponseSequence} knows which is wanted next, and here the service is asked for
 * it, and what fails or stalls is asked for again, until the {@link Ending}.
 */
export class Responses {
  readonly sequence: ResponseSequence;
  readonly ending: Ending;
  readonly #setting: ResponsesSetting;
  readonly #stall: StallWatch;
  readonly #askingAgain: AskingAgain;
  #closed = false;

  constructor(setting: ResponsesSetting) {
    this.#setting = setting;
    const { clock, ids, instructions, speaking } = setting;
    const sequence = new ResponseSequence({
      create: (asked, token) => this.#create(asked, token),
      cancel: (responseId) => this.#cancel(responseId),
      newToken: () => ids.next(),
    });
    const ending = new Ending(sequence, (end, outcome) => setting.finished(end, outcome));
    this.sequence = sequence;
    this.ending = ending;
    this.#stall = new StallWatch(
      clock,
      () => sequence.waiting && setting.configured(),
      () => setting.stalled(() => this.#onStall()),
    );
    this.#askingAgain = new AskingAgain(instructions, {
      saidIn: (responseId) => speaking.saidIn(responseId),
      again: (request, instead) => ending.again(request, instead),
      isLast: (request) => ending.isLast(request),
      failedTwice: (request, code) => {
        // It wanted to hang up anyway: a goodbye that cannot be had does not keep the line open.
        if (ending.hangUp === null || !ending.spoken(request)) setting.fail(responseFailed(code));
      },
    });
  }

  /** It is being made, and somebody wants to hear it. */
  isWanted(responseId: string): boolean {
    const { active } = this.sequence;
    return active !== null && active.id === responseId && !active.muted;
  }

  /** Something came of the service. */
  progress(): void {
    this.#stall.progress();
  }

  /** From now on something must come. */
  expect(): void {
    this.#stall.start();
  }

  /** The session is gone: nothing comes of it. @returns what it was about. */
  sessionLost(): ReturnType<ResponseSequence['lost']> {
    this.#stall.stop();
    return this.sequence.lost();
  }

  /** What is missing of it is asked for, once: it broke off with the session. */
  brokeOff(broken: ActiveResponse): void {
    this.#askingAgain.brokeOff(broken);
  }

  began(response: RealtimeResponse): void {
    const { settings, speaking } = this.#setting;
    const { id = '' } = response;
    // A response of no conversation is none of ours.
    if (response.conversation_id === null && settings.dialect.metadata && !hasToken(response)) return;
    const before = this.sequence.active;
    if (before !== null && before.id !== id) {
      // xAI begins the next without having ended this one.
      speaking.responseEnded(before.id, true);
      this.sequence.done(before.id);
    }
    this.sequence.created(id, response.metadata?.ringback ?? null);
    const format = response.audio?.output?.format?.type;
    if (format !== undefined && format !== 'audio/pcmu') {
      // It was begun before the settings were mended: in another codec it is nothing but noise.
      const stopped = this.sequence.stop();
      if (stopped !== null) this.sequence.again(requestOf(stopped));
    }
    this.#stall.start();
  }

  done(response: RealtimeResponse): void {
    const { id = '', status, output = [] } = response;
    const { settings, usage, speaking, over } = this.#setting;
    usage.response(id, settings.model, response.usage as ResponseTokens | undefined);
    const done = this.sequence.done(id);
    if (done === null) return;
    speaking.responseEnded(id, status !== 'completed');
    if (done.muted) {
      const items = output.flatMap(({ id: itemId }) => itemId ?? []);
      speaking.stopped(id, items);
    } else if (status === 'failed') this.#failed(done, response);
    else this.#made(id, response, output);
    if (this.#closed) return;
    if (status !== 'failed' && this.ending.spoken(done.request)) return;
    this.sequence.next();
    over();
  }

  close(): void {
    this.#closed = true;
    this.#stall.stop();
  }

  #failed(done: ActiveResponse, response: RealtimeResponse): void {
    const code = response.status_details?.error?.code ?? 'unknown';
    this.#setting.log({ what: 'response', code, type: 'failed' });
    const fatal = fatalOf(code);
    if (fatal === null) this.#askingAgain.failed(done, code);
    else this.#setting.fail(fatal);
  }

  #made(id: string, { status, status_details: details }: RealtimeResponse, output: Output): void {
    if (status === 'incomplete') {
      this.#setting.log({ what: 'response', code: details?.reason ?? 'unknown', type: 'incomplete' });
    }
    this.#setting.made(id, status === 'completed' ? output : null);
  }

  #create(asked: ResponseRequest, token: string): void {
    const { settings, events } = this.#setting;
    const { metadata } = settings.dialect;
    const response = {
      ...(asked.instructions === undefined ? {} : { instructions: asked.instructions }),
      ...(asked.speaksOnly === true ? { tool_choice: 'none' } : {}),
      // One that was refused before is asked for without what not every server knows.
      ...(metadata && asked.failures === 0 ? { metadata: { ringback: token } } : {}),
    };
    const event = { type: 'response.create', ...(Object.keys(response).length > 0 ? { response } : {}) };
    events.send(event, (refusal) => this.#refused(token, refusal), token);
    this.#stall.start();
  }

  #refused(token: string, { code }: ServerRefusal): boolean {
    const asked = this.sequence.refused(token);
    if (asked !== null) this.#askingAgain.refused(asked, code);
    return false;
  }

  #cancel(responseId: string): void {
    const { events, speaking } = this.#setting;
    events.send({ type: 'response.cancel', response_id: responseId }, () => true);
    speaking.responseEnded(responseId, true);
    this.#stall.start();
  }

  #onStall(): void {
    const { log, sessionStalled } = this.#setting;
    if (this.sequence.active === null) {
      const turn = this.sequence.expectedInVain();
      // A request that nobody answers: the socket is dead.
      if (this.sequence.waiting) sessionStalled();
      else if (turn !== null) this.sequence.request({ purpose: 'answer', turn, failures: 0 });
      else this.sequence.next();
      return;
    }
    const stopped = this.sequence.stop();
    // Not even its cancellation comes through.
    if (stopped === null) sessionStalled();
    else {
      log({ what: 'response', code: 'stalled' });
      this.#askingAgain.failed(stopped, 'stalled');
      this.#stall.start();
    }
  }
}

const hasToken = ({ metadata }: RealtimeResponse): boolean => metadata?.ringback !== undefined;
