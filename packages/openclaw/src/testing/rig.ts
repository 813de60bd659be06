import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RingbackError } from '@ringback/engine';
import {
  CountingIds,
  ManualClock,
  ScriptedCarrier,
  type ScriptedCarrierOptions,
  ScriptedConversations,
  ScriptedSynthesiser,
} from '@ringback/engine/testing';
import { CallLog } from '../calls/call-log.js';
import { DoNotCall } from '../calls/do-not-call.js';
import type { Line } from '../line/line.js';
import type { Log } from '../log.js';
import { Supercall } from '../supercall.js';
import { PendingCalls } from '../wake/pending-calls.js';
import type { SessionQueue } from '../wake/session-queue.js';
import { Wakes } from '../wake/wakes.js';

export const WISH = {
  to: '+12025550100',
  persona: 'the assistant',
  goal: 'Confirm the appointment.',
  sessionKey: 'agent:main:main',
};

/** The plugin at work over a carrier and a conversation that a test plays by hand, on a disk of its own. */
export class Rig {
  readonly folder = mkdtempSync(join(tmpdir(), 'supercall-rig-'));
  readonly clock = new ManualClock();
  readonly carrier: ScriptedCarrier;
  readonly conversations = new ScriptedConversations();
  /** What the host's queue took, in order. */
  readonly told: string[] = [];
  readonly said: string[] = [];
  readonly pending: PendingCalls;
  readonly log: Log;
  /** What opening a line fails with, once each. */
  readonly refusals: RingbackError[] = [];
  dead: RingbackError | null = null;
  closed = 0;
  supercall: Supercall;
  readonly #made: Supercall[] = [];

  constructor(carrier: ScriptedCarrierOptions = {}) {
    this.carrier = new ScriptedCarrier(this.clock, carrier);
    const say = (text: string): void => void this.said.push(text);
    this.log = { debug() {}, info: say, warn: say, error: say };
    this.pending = new PendingCalls({ folder: join(this.folder, 'calls'), onError: (error) => say(String(error)) });
    this.supercall = this.make();
  }

  get logs(): string {
    return join(this.folder, 'logs');
  }

  /** As a gateway that starts makes it. */
  make(): Supercall {
    const queue: SessionQueue = {
      put: async (_callId, text) => this.told.push(text) > 0,
      holds: async () => true,
      onTurn: () => () => undefined,
    };
    const hook = { post: async () => ({ taken: false as const, why: 'off', hopeless: true }) };
    const { pending, clock, log } = this;
    const made = new Supercall({
      config: {
        maxDurationSeconds: 300,
        maxConcurrentCalls: 5,
        keptCalls: 100,
        line: { provider: 'twilio', machineDetection: 'off' } as never,
      },
      openLine: () => this.#openLine(),
      callLog: new CallLog({ folder: this.logs, keep: 100, onError: (error) => log.error(String(error)) }),
      pending,
      wakes: new Wakes({ pending, queue, hook, clock, log, process: 'test' }),
      doNotCall: new DoNotCall(join(this.folder, 'do-not-call.txt')),
      ids: new CountingIds(),
      clock,
      log,
    });
    this.#made.push(made);
    return made;
  }

  /** Waits for what happens on disk; the test's own limit ends it. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await new Promise((resolve) => setImmediate(resolve));
  }

  async remove(): Promise<void> {
    for (const one of this.#made) {
      const stopped = one.stop();
      await this.clock.advance(12_000);
      await this.clock.advance(8_000);
      await stopped;
      // The disk is slower than the clock of a test.
      await this.until(() => one.list().length === 0);
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #openLine(): Promise<Line> {
    const refusal = this.refusals.shift();
    if (refusal !== undefined) throw refusal;
    return {
      carrier: this.carrier,
      conversations: this.conversations,
      synthesiser: new ScriptedSynthesiser(),
      clock: this.clock,
      publicUrl: 'https://calls.example.com/supercall',
      gatewayPort: null,
      verify: async () => {
        if (this.dead !== null) throw this.dead;
      },
      close: async () => {
        this.closed += 1;
      },
    };
  }
}

export const portInUse = (): RingbackError =>
  new RingbackError(
    'port_in_use',
    'Port 3335 is in use. Set plugins.entries.supercall.config.serve.port to another port.',
  );
