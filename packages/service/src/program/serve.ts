import { isRingbackError, letHeapGrow } from '@ringback/engine';
import { createLogger } from '../config/logger.js';
import type { CommandContext } from './command-context.js';
import { EXIT } from './exit-code.js';

/** Serves until it is told to stop. Resolves with the exit code when everything is closed. */
export async function serve(context: CommandContext, options: { json?: boolean }): Promise<number> {
  const { say, surroundings } = context;
  const config = context.config();
  // Loaded here: the other commands start without it.
  const { createService } = await import('../main.js');
  const logger = createLogger(config.logLevel);

  let ask: (signal: string) => void = () => {};
  const asked = new Promise<string>((resolve) => {
    ask = resolve;
  });
  let requests = 0;
  const unlisten = surroundings.onStopRequest((signal) => {
    requests += 1;
    if (requests === 1) ask(signal);
    // What is unfinished is cleared up by the next start, as after any crash.
    else surroundings.exit(EXIT.interrupted);
  });
  const unwatch = surroundings.onFault((error) => {
    logger.fatal({ err: error }, 'a fault of the program: it ends, and the next start clears up');
    logger.flush(() => surroundings.exit(EXIT.failure));
  });
  try {
    letHeapGrow();
    const service = await createService(config, { logger });
    const { url, port, simulated } = service;
    if (options.json === true) context.printJson({ url, port, pid: process.pid, simulated });
    else {
      const { bold, dim } = surroundings.colours;
      const notes = [...(simulated ? [say.simulated] : []), say.stopHint].join(' ');
      surroundings.write(`${bold(say.serving(url))}  ${dim(notes)}\n`);
    }
    const signal = await asked;
    if (surroundings.interactive) surroundings.writeError(`\n${say.stopping(service.running)}\n`);
    await service.stop(signal);
    if (surroundings.interactive) surroundings.writeError(`${say.stopped}\n`);
    return EXIT.ok;
  } catch (error) {
    if (isRingbackError(error)) throw error;
    logger.fatal({ err: error }, 'the service could not be started');
    throw error;
  } finally {
    unlisten();
    unwatch();
  }
}
