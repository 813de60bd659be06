import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { HostConfig } from '../host.js';
import type { Session } from './session-queue.js';

/** On this machine it answers in milliseconds; a gateway that is busy starting takes seconds. */
const ANSWER_WITHIN_MS = 10_000;
/** Where the gateway listens unless its configuration says otherwise. */
const GATEWAY_PORT = 18_789;

/** `taken`, or why not. `hopeless`: it will not be otherwise before somebody changes the gateway's configuration. */
export type HookAnswer = { taken: true } | { taken: false; why: string; hopeless: boolean };

/** The gateway's own door for waking an agent over HTTP, `POST /hooks/wake`. */
export interface WakeHook {
  post(text: string, session: Session): Promise<HookAnswer>;
}

export class GatewayWakeHook implements WakeHook {
  readonly #config: HostConfig;

  constructor(config: HostConfig) {
    this.#config = config;
  }

  async post(text: string, { sessionKey, agentId }: Session): Promise<HookAnswer> {
    const { hooks } = this.#config;
    if (hooks?.enabled !== true || typeof hooks.token !== 'string' || hooks.token === '') {
      return { taken: false, why: 'hooks.enabled and hooks.token are not set in the gateway', hopeless: true };
    }
    const agent = agentId === undefined ? {} : { agentId };
    const status = await this.#send({ text, mode: 'now', sessionKey, ...agent }, hooks.token);
    // A gateway that lets no hook name a session still wakes its main one, as it always did.
    if (status === 400 || status === 403) return answer(await this.#send({ text, mode: 'now' }, hooks.token));
    return answer(status);
  }

  /** The status; 0 where nobody answers. */
  #send(body: Record<string, unknown>, token: string): Promise<number> {
    const { gateway, hooks } = this.#config;
    const secure = gateway?.tls?.enabled === true;
    const path = `${(hooks?.path ?? '/hooks').replace(/\/+$/, '')}/wake`;
    return new Promise((resolve) => {
      const request = (secure ? httpsRequest : httpRequest)(
        {
          host: '127.0.0.1',
          port: gateway?.port ?? GATEWAY_PORT,
          path,
          method: 'POST',
          headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
          timeout: ANSWER_WITHIN_MS,
          // This machine's own gateway, whose certificate may be for its public name, or of its own making.
          ...(secure ? { rejectUnauthorized: false } : {}),
        },
        (response) => {
          response.resume();
          resolve(response.statusCode ?? 0);
        },
      );
      request.on('timeout', () => request.destroy());
      request.on('error', () => resolve(0));
      request.end(JSON.stringify(body));
    });
  }
}

function answer(status: number): HookAnswer {
  if (status >= 200 && status < 300) return { taken: true };
  if (status === 0) return { taken: false, why: 'the gateway does not answer', hopeless: false };
  const why =
    status === 401
      ? 'the gateway refuses hooks.token'
      : status === 404
        ? 'the gateway has no hooks there: see hooks.enabled and hooks.path'
        : `the gateway answers HTTP ${status}`;
  return { taken: false, why, hopeless: status === 401 || status === 404 };
}
