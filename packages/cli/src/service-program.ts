/**
 * The service's own program, loaded at run time into this very process: the one place where the command line reaches into the service
 * (decision 0001). A process of its own would be left behind when this one is killed.
 */
export interface ServiceProgram {
  /** Runs `serve`, `keys`, `account`, `users`, `settings` or `doctor` and resolves with the exit code. */
  run(argv: string[]): Promise<number>;
  /** Starts the service in this process. Rejects with a {@link ServiceError}. */
  startService(env: Readonly<Record<string, string | undefined>>): Promise<RunningService>;
  /** Makes an API key of the default account, beside a running service or before the first one. */
  createApiKey(
    name: string,
    env: Readonly<Record<string, string | undefined>>,
  ): Promise<{ key: string; revoke(): Promise<void> }>;
}

export interface RunningService {
  /** Of the API, without a slash at the end. */
  readonly url: string;
  /** How both sides of a simulated call sound. */
  readonly speech: 'espeak' | 'tones';
  /** Lets running calls end, then closes everything. */
  stop(reason: string): Promise<void>;
}

/** A coded error of the service; known by its name, since this package does not import the service's. */
export interface ServiceError extends Error {
  code: string;
  details: Readonly<Record<string, unknown>>;
}

export function isServiceError(error: unknown): error is ServiceError {
  return error instanceof Error && error.name === 'RingbackError' && typeof (error as ServiceError).code === 'string';
}

export async function loadServiceProgram(): Promise<ServiceProgram> {
  return (await import(import.meta.resolve('@ringback/service/program'))) as ServiceProgram;
}
