import type { RingbackError } from '../errors.js';

export type TunnelName = 'ngrok' | 'tailscale-serve' | 'tailscale-funnel';

/** What a tunnel tells after its start. */
export interface TunnelListener {
  /** It is reached under this URL now: another one than before, or the same again after it was lost. */
  url(url: string): void;
  /** Nothing comes through any more; it is being started again, and `url` follows when it is up. Told for every try that fails. */
  lost(error: RingbackError): void;
}

/** A program that makes a port of this machine reachable from outside, for as long as this process wants and not longer. */
export interface Tunnel {
  readonly name: TunnelName;
  /**
   * Starts the program, in place of one that an earlier run of ours may have left. Resolves with the public URL, an origin without a slash at
   * the end.
   *
   * @param localPort of this machine, at 127.0.0.1
   * @throws RingbackError `tunnel_program_missing`, `tunnel_not_logged_in`, `tunnel_failed`, `tunnel_stopped`
   */
  start(localPort: number, listener?: TunnelListener): Promise<{ url: string }>;
  /** Ends the program. Resolves, and never rejects, when it is gone. */
  stop(): Promise<void>;
}
