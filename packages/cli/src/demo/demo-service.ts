import { setTimeout as delay } from 'node:timers/promises';
import { type Environment, serviceUrl } from '../configuration.js';
import { EXIT } from '../exit-code.js';
import { CommandFailure } from '../failure.js';
import type { Messages } from '../messages.js';
import { isServiceError, type RunningService, type ServiceProgram } from '../service-program.js';

/** The service that the demo talks to. */
export interface DemoService {
  url: string;
  /** What is to be said about where it runs. */
  notice: string;
  /** Null where another process runs it: it is not ours to stop. */
  own: RunningService | null;
}

/** A service that just starts holds its folder for a moment before it listens. */
const HOLDER_ATTEMPTS = 10;
const HOLDER_PAUSE_MS = 300;

/**
 * Starts the service in this process, as the environment configures it. Where one runs on the same data folder already, that one is used;
 * where only the port is taken, the system chooses another.
 *
 * @throws CommandFailure `data_folder_in_use` where its holder cannot be used; the service's own errors otherwise
 */
export async function demoService(program: ServiceProgram, env: Environment, say: Messages): Promise<DemoService> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await start(program, env, say);
    } catch (error) {
      if (!isServiceError(error) || error.code !== 'data_folder_in_use') throw error;
      const url = urlOf(error.details.holder);
      if (url !== null) return { url, notice: say.demoJoined(url), own: null };
      if (attempt === HOLDER_ATTEMPTS) {
        throw new CommandFailure(
          'data_folder_in_use',
          EXIT.failure,
          say.demoFolderTaken(env.RINGBACK_HOME ?? '~/.ringback'),
        );
      }
      await delay(HOLDER_PAUSE_MS);
    }
  }
}

async function start(program: ServiceProgram, env: Environment, say: Messages): Promise<DemoService> {
  try {
    const own = await program.startService(env);
    return { url: own.url, notice: say.demoStarted(own.url), own };
  } catch (error) {
    if (!isServiceError(error) || error.code !== 'port_in_use') throw error;
    const own = await program.startService({ ...env, RINGBACK_PORT: '0' });
    const { port } = new URL(serviceUrl({ ...env, RINGBACK_URL: '' }, say));
    return { url: own.url, notice: say.demoPortTaken(Number(port), own.url), own };
  }
}

function urlOf(holder: unknown): string | null {
  const url = (holder as { url?: unknown } | null | undefined)?.url;
  return typeof url === 'string' ? url : null;
}
