import type { Clock, Timer } from '../clock.js';
import { isRingbackError, RingbackError } from '../errors.js';
import type { ProcessRecord } from './process-record.js';
import type { Tunnel, TunnelListener, TunnelName } from './tunnel.js';
import { type Command, type ProcessExit, TunnelProcess } from './tunnel-process.js';

/** From starting the program to its URL. ngrok takes 1 to 3 s; one that is offline tries for ever, and somebody waits for our start. */
const UP_WITHIN_MS = 20_000;
/** A start goes on trying so long where a try failed for a reason that passes, such as a domain that its last holder has not let go yet. */
const START_WITHIN_MS = 45_000;
/** Between a program's end and its next start, doubled with every failure in a row. */
const FIRST_PAUSE_MS = 1_000;
/** Services that are asked more often than twice a minute by a client that always fails begin to refuse it. */
const LONGEST_PAUSE_MS = 30_000;
/** Up for so long, a tunnel's next loss is a new one and not another failure in a row. */
const STEADY_MS = 60_000;

/** What a line of a program's output means. */
export type Sign = { url: string } | { fault: RingbackError } | null;

/** A program that makes a tunnel, and how to read it. */
export interface TunnelProgram {
  readonly name: TunnelName;
  /** What to run for this port; asks what must be known before. @throws RingbackError as `Tunnel.start` */
  command(localPort: number): Promise<Command>;
  /** A reader of one run's lines. */
  reader(): (line: string) => Sign;
  /** What to say of a run that ended without a fault of its own. */
  ended(exit: ProcessExit): RingbackError;
}

type State = 'idle' | 'starting' | 'up' | 'pausing' | 'stopped';

/**
 * Keeps a tunnel's program running.
 *
 * `idle` → `starting` on `start`. A run that tells its URL is `up`. One that fails or ends is followed, after a pause, by another
 * (`pausing` → `starting`), for ever: but during `start` itself only for 45 s, and not where trying again is no use (no program, no login).
 * From every state `stop` leads to `stopped`, the last one. Of each run only one end is heard, and nothing of a run that was replaced.
 */
export class SupervisedTunnel implements Tunnel {
  readonly name: TunnelName;
  readonly #program: TunnelProgram;
  readonly #record: ProcessRecord;
  readonly #clock: Clock;
  #state: State = 'idle';
  #listener: TunnelListener | null = null;
  #localPort = 0;
  #process: TunnelProcess | null = null;
  #timer: Timer | null = null;
  #wake: (() => void) | null = null;
  #url: string | null = null;
  #stopping: Promise<void> | null = null;
  #running: Promise<void> = Promise.resolve();

  constructor(program: TunnelProgram, record: ProcessRecord, clock: Clock) {
    this.name = program.name;
    this.#program = program;
    this.#record = record;
    this.#clock = clock;
  }

  start(localPort: number, listener?: TunnelListener): Promise<{ url: string }> {
    if (this.#state !== 'idle') return Promise.reject(stopped());
    this.#state = 'starting';
    this.#localPort = localPort;
    this.#listener = listener ?? null;
    return new Promise((resolve, reject) => {
      this.#running = this.#keep(
        (url) => resolve({ url }),
        (error) => reject(error),
      );
    });
  }

  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #stop(): Promise<void> {
    this.#state = 'stopped';
    this.#timer?.cancel();
    this.#wake?.();
    await this.#process?.end();
    await this.#running;
    await this.#record.clear().catch(() => {});
  }

  /** Runs the program again and again. `started` or `failed` is called once, for the start; what comes after goes to the listener. */
  async #keep(started: (url: string) => void, failed: (error: RingbackError) => void): Promise<void> {
    const until = this.#clock.now() + START_WITHIN_MS;
    let pause = FIRST_PAUSE_MS;
    let first = true;
    await this.#record.takeOver().catch(() => {});
    while (!this.#isStopped()) {
      let upAt: number | null = null;
      const error = await this.#run((url) => {
        upAt ??= this.#clock.now();
        if (first) {
          first = false;
          this.#url = url;
          started(url);
        } else if (url !== this.#url) {
          this.#url = url;
          this.#listener?.url(url);
        }
      });
      if (this.#isStopped()) break;
      this.#url = null;
      if (first) {
        if (!error.retryable || this.#clock.now() + pause > until) {
          this.#state = 'stopped';
          await this.#record.clear().catch(() => {});
          failed(error);
          return;
        }
      } else {
        const owner = await this.#record.takenBy();
        if (owner !== null) {
          this.#state = 'stopped';
          this.#listener?.lost(takenOver(this.name, owner));
          return;
        }
        this.#listener?.lost(error);
      }
      if (upAt !== null && this.#clock.now() - upAt >= STEADY_MS) pause = FIRST_PAUSE_MS;
      await this.#pause(pause);
      pause = Math.min(LONGEST_PAUSE_MS, pause * 2);
    }
    if (first) failed(stopped());
  }

  /** One run of the program, from its start to its end; why it ended. */
  async #run(up: (url: string) => void): Promise<RingbackError> {
    this.#state = 'starting';
    let command: Command;
    try {
      command = await this.#program.command(this.#localPort);
    } catch (error) {
      if (isRingbackError(error)) return error;
      return new RingbackError('tunnel_failed', `${this.name} cannot be prepared: see the cause.`, {
        retryable: true,
        cause: error,
      });
    }
    if (this.#isStopped()) return stopped();
    const read = this.#program.reader();
    let fault: RingbackError | null = null;
    let recorded: Promise<void> = Promise.resolve();
    const exit = await new Promise<ProcessExit>((resolve) => {
      const run = new TunnelProcess(command, {
        running: (pid) => {
          // A record that cannot be written costs the clean-up after the rarest of crashes, not the tunnel.
          recorded = this.#record.write(pid, command).catch(() => {});
        },
        line: (line) => {
          if (this.#isStopped() || fault !== null) return;
          const sign = read(line);
          if (sign === null) return;
          if ('fault' in sign) {
            // Once up, the program mends what it can by itself: what it cannot ends it.
            if (this.#state === 'up') return;
            fault = sign.fault;
            void run.end();
          } else {
            this.#timer?.cancel();
            this.#state = 'up';
            up(sign.url);
          }
        },
        exited: resolve,
      });
      this.#process = run;
      this.#timer = this.#clock.after(UP_WITHIN_MS, () => {
        fault ??= new RingbackError(
          'tunnel_failed',
          `${this.name} told no URL within ${UP_WITHIN_MS / 1000} s. See that this machine reaches the internet, or run the program by hand to see what it says.`,
          { retryable: true },
        );
        void run.end();
      });
    });
    this.#timer?.cancel();
    this.#process = null;
    await recorded;
    return fault ?? this.#program.ended(exit);
  }

  #pause(ms: number): Promise<void> {
    this.#state = 'pausing';
    return new Promise((resolve) => {
      this.#wake = resolve;
      this.#timer = this.#clock.after(ms, resolve);
    });
  }

  /** In a method of its own: the state changes while others are awaited, which the compiler cannot see. */
  #isStopped(): boolean {
    return this.#state === 'stopped';
  }
}

function stopped(): RingbackError {
  return new RingbackError('tunnel_stopped', 'This tunnel was started before, or was stopped: make a new one.');
}

function takenOver(name: TunnelName, owner: number): RingbackError {
  return new RingbackError(
    'tunnel_failed',
    `Process ${owner} took the ${name} tunnel over and has it now. Run one of the two only, or give each its own data folder.`,
    { details: { owner } },
  );
}
