import type { HostLogger } from './host.js';

/** Writes to the gateway's log. No phone number, no spoken word and no key above debug. */
export interface Log {
  debug(text: string): void;
  info(text: string): void;
  warn(text: string): void;
  error(text: string): void;
}

export function hostLog(logger: HostLogger): Log {
  const line = (text: string): string => `supercall: ${text}`;
  return {
    debug: (text) => logger.debug?.(line(text)),
    info: (text) => logger.info(line(text)),
    warn: (text) => logger.warn(line(text)),
    error: (text) => logger.error(line(text)),
  };
}
