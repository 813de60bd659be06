import { randomUUID } from 'node:crypto';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { realClock } from '@ringback/engine';
import { CallLog } from './calls/call-log.js';
import { DoNotCall } from './calls/do-not-call.js';
import { type ConfigReading, readConfig, type SupercallConfig } from './config/config.js';
import type { Environment } from './config/environment.js';
import type { HostApi, ServiceContext } from './host.js';
import type { GatewayPort, Line } from './line/line.js';
import { mockLine } from './line/mock-line.js';
import { recordedWords } from './line/own-words.js';
import { twilioLine } from './line/twilio-line.js';
import { hostLog, type Log } from './log.js';
import { Supercall } from './supercall.js';
import type { Desk } from './tool/answer.js';
import { PendingCalls } from './wake/pending-calls.js';
import { HostSessionQueue } from './wake/session-queue.js';
import { GatewayWakeHook } from './wake/wake-hook.js';
import { Wakes } from './wake/wakes.js';

const NOT_RUNNING =
  'SuperCall runs inside the OpenClaw gateway, and does not run here. Start the gateway (openclaw gateway run), and ask through it.';

/** Where transcripts are; the published plugin has them there, too. */
const logFolder = (): string => join(homedir(), 'clawd', 'supercall-logs');

/** What is given in place of the real thing, in tests. */
export interface GivenParts {
  openLine?: () => Promise<Line>;
  logFolder?: string;
}

/** One registration of the plugin: it runs between the host's start and stop of its service, and only there. */
export class PluginService {
  readonly reading: ConfigReading;
  readonly #api: HostApi;
  readonly #environment: Environment;
  readonly #given: GivenParts;
  #supercall: Supercall | null = null;
  #starting: Promise<void> = Promise.resolve();

  constructor(api: HostApi, environment: Environment, given: GivenParts = {}) {
    this.#api = api;
    this.#environment = environment;
    this.#given = given;
    this.reading = readConfig(api.pluginConfig, environment.fallbacks);
  }

  /** For whoever wants to call. */
  readonly desk = (): Desk => {
    const { config, problems } = this.reading;
    if (config === null) return { problem: `SuperCall is not configured. ${problems.join(' ')}` };
    if (this.#supercall === null) return { problem: NOT_RUNNING };
    return { supercall: this.#supercall, toNumber: config.toNumber };
  };

  get supercall(): Supercall | null {
    return this.#supercall;
  }

  /** For what comes in on the gateway's own port; null while there is nothing to come in for. */
  get gatewayPort(): GatewayPort | null {
    return this.#supercall?.line?.gatewayPort ?? null;
  }

  /** Never rejects: a plugin that is not configured must not keep the gateway from starting. */
  async start(context: ServiceContext): Promise<void> {
    const log = hostLog(context.logger);
    const { config, problems, warnings } = this.reading;
    for (const warning of warnings) log.warn(warning);
    for (const problem of problems) log.error(problem);
    if (config === null) {
      context.serviceHealth?.reportFailure(new Error(problems.join(' ')));
      return;
    }
    context.serviceHealth?.clearFailure();
    this.#supercall = this.#make(config, context, log);
    // The gateway is not held up by a tunnel that takes half a minute.
    this.#starting = this.#supercall.start().catch((error: unknown) => log.error(`it did not start: ${String(error)}`));
  }

  async stop(): Promise<void> {
    const supercall = this.#supercall;
    this.#supercall = null;
    await supercall?.stop();
    await this.#starting;
  }

  #make(config: SupercallConfig, { config: hostConfig, stateDir }: ServiceContext, log: Log): Supercall {
    const clock = realClock();
    const stateFolder = join(stateDir, 'supercall');
    const onError = (error: unknown): void =>
      log.error(`a file of a call could not be used: ${(error as Error).message}`);
    const pending = new PendingCalls({ folder: join(stateFolder, 'calls'), onError });
    const wakes = new Wakes({
      pending,
      queue: new HostSessionQueue(this.#api.runtime),
      hook: new GatewayWakeHook(hostConfig),
      clock,
      log,
      process: `${process.pid}-${performance.timeOrigin}`,
    });
    return new Supercall({
      config,
      openLine: this.#given.openLine ?? (() => this.#openLine(config, stateFolder, log)),
      callLog: new CallLog({ folder: this.#given.logFolder ?? logFolder(), keep: config.keptCalls, onError }),
      pending,
      wakes,
      doNotCall: new DoNotCall(join(stateFolder, 'do-not-call.txt')),
      ids: { next: randomUUID },
      clock,
      log,
    });
  }

  async #openLine({ line }: SupercallConfig, stateFolder: string, log: Log): Promise<Line> {
    if (line.provider === 'mock') return mockLine({ speed: line.speed, log });
    return twilioLine({
      config: line,
      onGatewayPort: line.port === 0,
      synthesiser: await recordedWords(),
      stateFolder,
      programs: this.#environment.programs,
      log,
    });
  }
}
