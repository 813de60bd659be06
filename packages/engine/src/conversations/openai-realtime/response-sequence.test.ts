import { describe, expect, it } from 'vitest';
import { type ResponsePurpose, type ResponseRequest, ResponseSequence } from './response-sequence.js';

class Service {
  readonly asked: { request: ResponseRequest; token: string }[] = [];
  readonly cancelled: string[] = [];
  readonly sequence = new ResponseSequence({
    create: (request, token) => void this.asked.push({ request, token }),
    cancel: (id) => void this.cancelled.push(id),
    newToken: () => `token-${this.asked.length + 1}`,
  });

  constructor() {
    this.sequence.open();
  }

  ask(purpose: ResponsePurpose, more: Partial<ResponseRequest> = {}): void {
    this.sequence.request({ purpose, failures: 0, ...more });
  }

  /** The service begins what it was asked for last. */
  begin(id: string): void {
    this.sequence.created(id, this.asked.at(-1)?.token ?? null);
  }

  end(id: string): void {
    this.sequence.done(id);
    this.sequence.next();
  }

  get purposes(): string[] {
    return this.asked.map(({ request }) => request.purpose);
  }
}

describe('the sequence of responses', () => {
  it('asks for one at a time, in order, and once for the same', () => {
    const service = new Service();
    service.ask('opening');
    service.ask('tools');
    service.ask('tools');
    service.ask('silence');
    expect(service.purposes).toEqual(['opening']);
    service.begin('one');
    expect(service.purposes).toEqual(['opening']);
    service.end('one');
    service.begin('two');
    service.end('two');
    service.begin('three');
    expect(service.purposes).toEqual(['opening', 'tools', 'silence']);
  });

  it('waits until the callee is silent and answered, but not with what is urgent', () => {
    const service = new Service();
    service.sequence.calleeBegan();
    service.ask('tools');
    expect(service.purposes).toEqual([]);
    service.ask('goodbye');
    expect(service.purposes).toEqual(['goodbye']);
    service.begin('one');
    service.end('one');
    service.sequence.calleeEnded('turn', true);
    expect(service.purposes).toEqual(['goodbye']);
    // The service's own answer answers the results as well.
    expect(service.sequence.created('own', null)).toMatchObject({ request: null, turn: 'turn', muted: false });
    service.end('own');
    expect(service.sequence.idle).toBe(true);
  });

  it('sends again what met an answer of the service', () => {
    const service = new Service();
    service.ask('key');
    service.sequence.calleeEnded('turn', true);
    service.sequence.created('own', null);
    service.sequence.conflicted('token-1');
    expect(service.purposes).toEqual(['key']);
    service.end('own');
    expect(service.purposes).toEqual(['key', 'key']);
  });

  it('takes a response without a token for its own where no other is expected, and mends that', () => {
    const service = new Service();
    service.ask('silence');
    expect(service.sequence.created('one', null).request?.purpose).toBe('silence');
    service.sequence.conflicted('token-1');
    expect(service.sequence.active).toMatchObject({ id: 'one', request: null });
    service.end('one');
    expect(service.purposes).toEqual(['silence', 'silence']);
  });

  it('asks for an answer that the service could not begin, unless nobody wants it', () => {
    const service = new Service();
    service.ask('opening');
    service.begin('one');
    service.sequence.calleeEnded('first', true);
    service.sequence.conflicted(null);
    service.sequence.calleeEnded('second', true);
    service.sequence.ignore('second');
    service.sequence.conflicted(null);
    service.end('one');
    expect(service.asked.slice(1).map(({ request }) => request)).toEqual([
      { purpose: 'answer', turn: 'first', failures: 0 },
    ]);
  });

  it.each(['queued', 'asked for', 'active', 'to come'])('mutes the answer to an ignored turn that is %s', (state) => {
    const service = new Service();
    if (state === 'queued') service.ask('silence');
    service.sequence.calleeEnded('turn', state === 'to come');
    if (state === 'active') service.begin('one');
    service.sequence.ignore('turn');
    if (state === 'asked for') service.begin('one');
    if (state === 'to come') service.sequence.created('one', null);
    if (state === 'queued') {
      service.begin('other');
      service.end('other');
      expect(service.purposes).toEqual(['silence']);
      expect(service.cancelled).toEqual([]);
    } else expect(service.cancelled).toEqual(['one']);
  });

  it('stops what is said when the callee takes the turn, and spares the answer to that', () => {
    const service = new Service();
    service.sequence.calleeEnded('first', true);
    service.sequence.created('one', null);
    expect(service.sequence.interrupted('first')).toBeNull();
    expect(service.sequence.interrupted('second')).toMatchObject({ id: 'one', muted: true });
    expect(service.sequence.interrupted('second')).toBeNull();
    expect(service.cancelled).toEqual(['one']);
  });

  it('answers nothing by itself any more once it is silenced', () => {
    const service = new Service();
    service.ask('tools');
    service.sequence.silence();
    service.begin('one');
    service.sequence.done('one');
    service.sequence.calleeEnded('turn', true);
    service.sequence.created('two', null);
    expect(service.cancelled).toEqual(['one', 'two']);
    service.end('two');
    service.ask('goodbye');
    expect(service.purposes).toEqual(['tools', 'goodbye']);
  });

  it('holds everything after a loss, and tells what was under way', () => {
    const service = new Service();
    service.sequence.calleeEnded('turn', true);
    service.ask('silence');
    expect(service.sequence.lost()).toEqual({ active: null, asked: null, expected: 'turn' });
    service.ask('key');
    expect(service.purposes).toEqual([]);
    service.sequence.open();
    expect(service.purposes).toEqual(['silence']);
    expect(service.sequence.lost().asked?.purpose).toBe('silence');
  });

  it('promises only what somebody wants to hear', () => {
    const service = new Service();
    expect(service.sequence.promising).toBe(false);
    service.sequence.calleeEnded('turn', true);
    expect(service.sequence.promising).toBe(true);
    service.sequence.ignore('turn');
    expect([service.sequence.promising, service.sequence.waiting]).toEqual([false, true]);
    service.sequence.created('one', null);
    expect(service.sequence.promising).toBe(false);
    service.end('one');
    service.ask('silence');
    expect(service.sequence.promising).toBe(true);
  });

  it('passes over what cannot be', () => {
    const service = new Service();
    expect(service.sequence.done('nobody')).toBeNull();
    service.sequence.conflicted('nothing');
    service.sequence.conflicted(null);
    expect(service.sequence.refused('nothing')).toBeNull();
    expect(service.sequence.stop()).toBeNull();
    expect(service.sequence.idle).toBe(true);
  });
});
