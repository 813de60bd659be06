import { type Clock, realClock } from '../clock.js';
import { Ngrok } from './ngrok.js';
import { ProcessRecord } from './process-record.js';
import { SupervisedTunnel } from './supervised-tunnel.js';
import { Tailscale } from './tailscale.js';
import type { Tunnel, TunnelName } from './tunnel.js';
import { SERVICE_SETTINGS, type TunnelSettings } from './tunnel-settings.js';

export interface TunnelOptions {
  tunnel: TunnelName;
  /** Where the running program is written down, in a folder that is there, e.g. `<data folder>/tunnel.json`; absent: nowhere. */
  recordFile?: string;
  /** For `ngrok`; absent: NGROK_AUTHTOKEN, or what the program's own configuration file holds. */
  ngrokAuthToken?: string;
  /** For `ngrok`: a domain of the account; absent: ngrok gives one. */
  ngrokDomain?: string;
  /** For tailscale, the port of the public URL. Default 443; for a funnel 443, 8443 or 10000. */
  httpsPort?: number;
  /** In place of the program of the tunnel's name on the PATH. */
  program?: string;
  /** What the settings are called in errors. Default: as the service has them, `RINGBACK_TUNNEL` and so on. */
  settings?: TunnelSettings;
  /** For time-outs and pauses. Real time by default; never a clock that runs ahead of it, since the program does not. */
  clock?: Clock;
  /** Default: this process's. */
  env?: NodeJS.ProcessEnv;
}

/** A tunnel, not started yet. */
export function createTunnel(options: TunnelOptions): Tunnel {
  const { tunnel, program, env = process.env, settings = SERVICE_SETTINGS, clock = realClock() } = options;
  const record = new ProcessRecord(options.recordFile ?? null, clock);
  if (tunnel === 'ngrok') {
    const ngrok = new Ngrok({
      authToken: options.ngrokAuthToken,
      domain: options.ngrokDomain,
      program,
      settings,
      env,
    });
    return new SupervisedTunnel(ngrok, record, clock);
  }
  const mode = tunnel === 'tailscale-serve' ? 'serve' : 'funnel';
  return new SupervisedTunnel(
    new Tailscale({ mode, httpsPort: options.httpsPort, program, settings, env }),
    record,
    clock,
  );
}
