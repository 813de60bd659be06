import { isRingbackError } from '@ringback/engine';
import pino, { type DestinationStream, type Logger } from 'pino';
import type { Config } from './config.js';

/**
 * Structured logs: one JSON line each, on standard error. Above `debug` no line holds a phone number, spoken words or a key: our own lines name
 * ids only, and what libraries' errors say is cleaned. Written beside the loop, so that a slow reader of standard error holds up no call.
 */
export function createLogger(
  level: Config['logLevel'],
  destination: DestinationStream = pino.destination({ dest: 2, sync: false }),
): Logger {
  return pino(
    { level, base: undefined, timestamp: pino.stdTimeFunctions.isoTime, serializers: { err: describeError } },
    destination,
  );
}

interface ErrorDescription {
  type: string;
  code?: string;
  message: string;
  stack?: string;
  cause?: ErrorDescription;
}

/**
 * An error without its own properties: databases put whole rows there, and ours carry what they are about. What is left is cleaned of anything
 * that could be a number or a key, and a syntax error, which quotes what it could not read, loses its message.
 */
function describeError(error: unknown): ErrorDescription {
  if (!(error instanceof Error)) return { type: typeof error, message: 'something that is no error was thrown' };
  const { code, cause } = error as Error & { code?: unknown };
  const quotes = error instanceof SyntaxError;
  const message = quotes ? 'input could not be read' : clean(error.message);
  return {
    type: error.name,
    ...(typeof code === 'string' ? { code } : {}),
    message,
    ...(isRingbackError(error) ? {} : { stack: frames(error) }),
    ...(cause instanceof Error ? { cause: describeError(cause) } : {}),
  };
}

function clean(text: string): string {
  return text.replaceAll(/sk_[A-Za-z0-9_-]+/g, 'sk_…').replaceAll(/\+?\d[\d\s-]{5,}\d/g, '…');
}

/** Where it was thrown, without the message that V8 puts in front. */
function frames(error: Error): string {
  return (error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .join('\n');
}
