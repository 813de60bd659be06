/**
 * The service's own program, loaded at run time into this very process: the one place where the command line reaches into the service
 * (decision 0001). A process of its own would be left behind when this one is killed.
 */
export interface ServiceProgram {
  /** Runs `serve`, `keys`, `account` or `doctor` and resolves with the exit code. */
  run(argv: string[]): Promise<number>;
}

export async function loadServiceProgram(): Promise<ServiceProgram> {
  return (await import(import.meta.resolve('@ringback/service/program'))) as ServiceProgram;
}
