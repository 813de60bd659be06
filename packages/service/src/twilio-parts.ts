import {
  CheckedAddress,
  createTunnel,
  isRingbackError,
  PublicListener,
  TwilioCarrier,
  type TwilioCarrierOptions,
} from '@ringback/engine';
import type { Config, PublicAddressConfig, TwilioConfig } from './config/config.js';
import { PublicMetrics } from './dispatch/public-metrics.js';
import type { EnginePartsOptions } from './engine-parts.js';

const MACHINE_DETECTION = { off: 'off', start: 'Enable', end: 'DetectMessageEnd' } as const;

/**
 * The carrier `twilio`, with the public address through which Twilio reaches it. Closed are the carrier first and the way to it last: while
 * calls end, their webhooks and media sockets still come through.
 *
 * @throws RingbackError `port_in_use`, `address_unusable`, `invalid_public_url`, `tunnel_program_missing`, `tunnel_not_logged_in`, `tunnel_failed`
 */
export async function twilioCarrier(options: EnginePartsOptions, twilio: TwilioConfig): Promise<TwilioCarrier> {
  const { config, logger, opened } = options;
  const { accountSid, authToken, apiKey, signingKey, from, apiUrl } = twilio;
  const { carrier, address, port } = await reachableCarrier(
    options,
    {
      accountSid,
      authToken,
      ...(apiKey === undefined ? {} : { apiKey }),
      ...(signingKey === undefined ? {} : { signingKey }),
      ...(apiUrl === undefined ? {} : { apiUrl }),
      from,
      machineDetection: MACHINE_DETECTION[config.machineDetection],
      recording: config.carrierRecording,
    },
    config.publicAddress,
  );
  await startTunnel(options, config, address, port);
  opened(() => carrier.close());
  options.reachable?.(address);
  // Said at the start, and not a reason against it: a proxy may come up later, and no call is dialled over a dead path.
  void address.reachable().then(
    () => logger.info({ url: address.url }, 'the public address works'),
    (error: unknown) =>
      logger.error({ err: error }, 'the public address does not work: no call is dialled until it does'),
  );
  return carrier;
}

/** A carrier, and the listener by which it is reached; whoever asks closes the carrier. */
export async function reachableCarrier(
  { clock, logger, metrics, opened }: EnginePartsOptions,
  account: Omit<TwilioCarrierOptions, 'publicAddress' | 'clock' | `on${string}`>,
  { url, host, port }: Pick<PublicAddressConfig, 'url' | 'host' | 'port'>,
): Promise<{ carrier: TwilioCarrier; address: CheckedAddress; port: number }> {
  const address = new CheckedAddress({ url: url ?? null, clock });
  const refusals = new PublicMetrics(metrics);
  const carrier = new TwilioCarrier({
    ...account,
    publicAddress: address,
    clock,
    onRecording: ({ callId, recordingSid, status, durationMs }) =>
      logger.info({ callId, recordingSid, status, durationMs }, 'the carrier has a recording'),
    onRefused: ({ at, why }) => {
      refusals.refused(at, why);
      logger.warn({ at, why }, 'a request at the public address was turned away');
    },
    onUnknownCall: ({ callId, callSid }) =>
      logger.warn({ callId, callSid }, 'the carrier told of a call that nobody here runs, and it was ended'),
    // The error's own text may hold what the carrier's API said of a number.
    onError: (error, callId) => {
      logger.error({ callId, code: isRingbackError(error) ? error.code : 'fault' }, 'something failed at the carrier');
      logger.debug({ callId, err: error }, 'how it failed at the carrier');
    },
  });
  const listener = new PublicListener({
    routes: [carrier, address.routes],
    host,
    port,
    clock,
    onError: (error) => logger.error({ err: error }, 'something failed at the public address'),
  });
  opened(() => listener.close());
  return { carrier, address, port: (await listener.listen()).port };
}

async function startTunnel(
  { clock, logger, opened }: EnginePartsOptions,
  { publicAddress, home }: Config,
  address: CheckedAddress,
  port: number,
): Promise<void> {
  const { tunnel: name, ngrokAuthtoken, ngrokDomain } = publicAddress;
  if (name === 'none') return;
  const tunnel = createTunnel({
    tunnel: name,
    recordFile: `${home}/tunnel.json`,
    ...(ngrokAuthtoken === undefined ? {} : { ngrokAuthToken: ngrokAuthtoken }),
    ...(ngrokDomain === undefined ? {} : { ngrokDomain }),
    clock,
  });
  opened(() => tunnel.stop());
  const { url } = await tunnel.start(port, {
    url(changed) {
      address.change(changed);
      logger.warn({ url: changed }, 'the tunnel is up again');
    },
    lost(error) {
      address.change(null);
      logger.error({ err: error }, 'the tunnel is lost, and is started again');
    },
  });
  address.change(url);
}
