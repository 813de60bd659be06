import { join } from 'node:path';
import {
  CachingSynthesiser,
  CheckedAddress,
  createTunnel,
  isRingbackError,
  OpenaiRealtimeConversations,
  PublicListener,
  RingbackError,
  realClock,
  type Synthesiser,
  TwilioCarrier,
} from '@ringback/engine';
import type { TwilioLineConfig } from '../config/config.js';
import { fullPath } from '../config/keys.js';
import { ownFolder } from '../disk.js';
import type { Log } from '../log.js';
import { type Line, Opened } from './line.js';
import { codeOf } from './mock-line.js';
import { publicPaths, SELF_TEST_HEADER } from './public-paths.js';

const MACHINE_DETECTION = { off: 'off', start: 'Enable', end: 'DetectMessageEnd' } as const;

/** After a reload the port is still held by the run before while it lets its calls say goodbye. */
const PORT_TRIES = 20;
const PORT_PAUSE_MS = 500;

export interface TwilioLineOptions {
  config: TwilioLineConfig;
  /** The gateway's own port has the paths, and what comes in is given to the line. */
  onGatewayPort: boolean;
  synthesiser: Synthesiser;
  /** For the record of the tunnel's program. */
  stateFolder: string;
  /** What the tunnel's program is started with. */
  programs: Readonly<Record<string, string | undefined>>;
  log: Log;
}

/**
 * Real phones over Twilio, and a conversation over the Realtime API, with the public address through which Twilio comes in.
 *
 * @throws RingbackError `port_in_use`, `address_unusable`, `tunnel_program_missing`, `tunnel_not_logged_in`, `tunnel_failed`, `invalid_public_url`
 */
export async function twilioLine(options: TwilioLineOptions): Promise<Line> {
  const { log } = options;
  const opened = new Opened((error) => log.warn(`a part of the line did not close (${codeOf(error)})`));
  try {
    return await open(options, opened);
  } catch (error) {
    await opened.close();
    throw withKeys(error);
  }
}

async function open({ config, ...options }: TwilioLineOptions, opened: Opened): Promise<Line> {
  const { log } = options;
  const clock = realClock();
  const synthesiser = new CachingSynthesiser(options.synthesiser);
  opened.add(() => synthesiser.close());
  const conversations = realtime(config, log);
  opened.add(() => conversations.close());
  const address = new CheckedAddress({
    clock,
    header: SELF_TEST_HEADER,
    webSocketPath: config.streamPath,
    setting: fullPath('publicUrl'),
  });
  const carrier = twilio(config, address, log);
  const listener = await listen(config, options.onGatewayPort, carrier, address, log);
  opened.add(() => listener.close());
  if (config.publicUrl !== undefined) address.change(below(config.publicUrl, config.path));
  else await startTunnel(config, options, address, listener.port ?? config.port, opened);
  let open = true;
  opened.add(() => carrier.close());
  opened.add(() => {
    open = false;
  });
  // Said at the start, and no reason against it: a proxy may come up later, and no call is dialled over a dead path.
  void address.reachable().then(
    () => {
      if (open) log.info(`the public address works: ${address.url}`);
    },
    (error: unknown) => {
      if (open) log.error(`no call is placed until the public address works: ${textOf(error)}`);
    },
  );
  return {
    carrier,
    conversations,
    synthesiser,
    clock,
    get publicUrl() {
      return address.url;
    },
    gatewayPort: options.onGatewayPort
      ? {
          handle: (request, response) => listener.handle(request, response),
          upgrade: (request, socket, head) => listener.upgrade(request, socket, head),
        }
      : null,
    verify: () => address.verify(),
    close: () => opened.close(),
  };
}

function realtime({ realtime: settings }: TwilioLineConfig, log: Log): OpenaiRealtimeConversations {
  const { apiKey, model, voice, baseUrl, silenceDurationMs, vadThreshold } = settings;
  return new OpenaiRealtimeConversations({
    apiKey,
    model,
    voice,
    ...(baseUrl === undefined ? {} : { baseUrl }),
    turnDetection: { type: 'server_vad', silenceDurationMs, threshold: vadThreshold },
    onLog: ({ what, callId, code }) => {
      const text = `the model's service, call ${callId}: ${what}${code === undefined ? '' : ` (${code})`}`;
      if (what === 'response' || what === 'renewed') log.debug(text);
      else log.warn(text);
    },
  });
}

function twilio(config: TwilioLineConfig, publicAddress: CheckedAddress, log: Log): TwilioCarrier {
  const { accountSid, authToken, apiUrl, from, machineDetection, streamPath } = config;
  return new TwilioCarrier({
    accountSid,
    authToken,
    ...(apiUrl === undefined ? {} : { apiUrl }),
    from,
    publicAddress,
    mediaPath: streamPath,
    clock: realClock(),
    machineDetection: MACHINE_DETECTION[machineDetection],
    onRefused: ({ at, why }) => log.warn(`a request at the public address was turned away (${at}: ${why})`),
    onUnknownCall: ({ callId }) => log.warn(`Twilio told of a call that nobody here runs, and it was ended: ${callId}`),
    onError: (error, callId) => log.error(`something failed at Twilio in call ${callId ?? '?'} (${codeOf(error)})`),
  });
}

async function listen(
  config: TwilioLineConfig,
  onGatewayPort: boolean,
  carrier: TwilioCarrier,
  address: CheckedAddress,
  log: Log,
): Promise<PublicListener> {
  const make = (): PublicListener =>
    new PublicListener({
      routes: publicPaths(config, carrier, address),
      host: config.bind,
      port: config.port,
      settings: { port: fullPath('serve.port'), host: fullPath('serve.bind') },
      onError: (error) => log.warn(`something failed at the public address (${codeOf(error)})`),
    });
  if (onGatewayPort) return make();
  for (let tries = 1; ; tries += 1) {
    const listener = make();
    try {
      await listener.listen();
      return listener;
    } catch (error) {
      if (!isRingbackError(error) || error.code !== 'port_in_use' || tries === PORT_TRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, PORT_PAUSE_MS));
    }
  }
}

async function startTunnel(
  { path, tunnel: name, ngrokAuthToken, ngrokDomain }: TwilioLineConfig,
  { stateFolder, programs, log }: Omit<TwilioLineOptions, 'config'>,
  address: CheckedAddress,
  port: number,
  opened: Opened,
): Promise<void> {
  if (name === 'none') return;
  await ownFolder(stateFolder);
  const tunnel = createTunnel({
    tunnel: name,
    recordFile: join(stateFolder, 'tunnel.json'),
    ...(ngrokAuthToken === undefined ? {} : { ngrokAuthToken }),
    ...(ngrokDomain === undefined ? {} : { ngrokDomain }),
    settings: {
      tunnel: fullPath('tunnel.provider'),
      ngrokAuthToken: fullPath('tunnel.ngrokAuthToken'),
      ngrokDomain: fullPath('tunnel.ngrokDomain'),
    },
    env: { ...programs },
  });
  opened.add(() => tunnel.stop());
  const { url } = await tunnel.start(port, {
    url(changed) {
      address.change(below(changed, path));
      log.warn(`the tunnel is up again: ${changed}`);
    },
    lost(error) {
      address.change(null);
      log.error(`the tunnel is lost, and is started again: ${error.message}`);
    },
  });
  address.change(below(url, path));
}

/** The public URL that webhooks are below: with the path, where it does not end with it already. */
function below(url: string, path: string): string {
  const origin = url.replace(/\/+$/, '');
  return origin.endsWith(path) ? origin : `${origin}${path}`;
}

/** An error of the line that names no key yet. */
function withKeys(error: unknown): unknown {
  if (isRingbackError(error) && error.code === 'invalid_public_url') {
    return new RingbackError(error.code, `${fullPath('publicUrl')}: ${error.message}`, { cause: error });
  }
  return error;
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
