import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { formatHours } from '../compliance/calling-hours.js';
import type { Config, Environment, PublicAddressConfig, RealtimeConfig, TwilioConfig } from '../config/config.js';
import { ask } from '../live-checks/ask.js';
import { foreignNumbers, TWILIO_API, twilioVerdict } from '../live-checks/twilio-account.js';
import type { Finding } from './finding.js';

/** Checks what calls go over: the carrier, the way in from the internet, the model, recordings, hours. */
export async function* checkTelephony(config: Config, env: Environment, running: boolean): AsyncGenerator<Finding> {
  const { twilio, realtime, recording, publicAddress } = config;
  if (twilio === null) yield await checkSimulator(config);
  else {
    const account = await checkTwilio(twilio);
    yield account;
    if (account.status !== 'fail') yield await checkNumbers(twilio);
    if (publicAddress.tunnel !== 'none') yield await checkTunnel(publicAddress.tunnel, env);
    if (publicAddress.url !== undefined) yield await checkPublicPath(publicAddress.url, publicAddress, running);
    yield checkHours(config);
  }
  if (realtime !== null) {
    yield await checkModel(realtime);
    if (realtime.profile === 'openai') yield checkVoice(realtime);
  }
  if (recording !== 'off') yield await checkRecordings(config);
}

async function checkSimulator({ carrier, simulatorJournal }: Config): Promise<Finding> {
  const check = 'carrier';
  if (simulatorJournal !== undefined) {
    const folder = dirname(simulatorJournal);
    const target = (await stat(simulatorJournal).catch(() => null)) === null ? folder : simulatorJournal;
    if (!(await mayUse(target, constants.W_OK))) {
      const mend = 'Set RINGBACK_SIMULATOR_JOURNAL to a file that you may write, or unset it.';
      return { check, status: 'fail', message: `The journal ${simulatorJournal} cannot be written.`, mend };
    }
  }
  return { check, status: 'ok', message: `${carrier}: callees are simulated, no real phone rings.` };
}

async function checkTwilio(twilio: TwilioConfig): Promise<Finding> {
  const check = 'carrier';
  const { apiKey, apiUrl = TWILIO_API } = twilio;
  const verdict = await twilioVerdict(twilio);
  switch (verdict.code) {
    case 'carrier_unreachable': {
      const mend = 'See that this machine reaches the internet, and that TWILIO_API_URL is right.';
      return { check, status: 'fail', message: `twilio: ${apiUrl} does not answer (${verdict.failure}).`, mend };
    }
    case 'carrier_refused': {
      const names =
        apiKey === undefined ? 'TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN' : 'TWILIO_API_KEY and TWILIO_API_SECRET';
      const mend = `Set ${names} as the console has them.`;
      return { check, status: 'fail', message: 'twilio: the credentials are refused.', mend };
    }
    case 'carrier_unreadable': {
      const mend = 'See that TWILIO_ACCOUNT_SID and TWILIO_API_URL are right.';
      return { check, status: 'fail', message: `twilio: the account cannot be read (HTTP ${verdict.status}).`, mend };
    }
    case 'carrier_suspended': {
      const mend = 'See the Twilio console: the balance, or what it says of the account.';
      return { check, status: 'fail', message: `twilio: the account is ${verdict.state}.`, mend };
    }
    case 'trial_account': {
      const mend = 'Verify the numbers that you call in the Twilio console, or upgrade the account.';
      return { check, status: 'warn', message: 'twilio: a trial account reaches verified numbers alone.', mend };
    }
    case 'works':
      return { check, status: 'ok', message: 'twilio: the account takes calls, and real phones ring.' };
  }
}

async function checkNumbers(twilio: TwilioConfig): Promise<Finding> {
  const check = 'numbers';
  const foreign = await foreignNumbers(twilio);
  const count = twilio.from.length;
  if (foreign === 0) return { check, status: 'ok', message: `All of TWILIO_FROM (${count}) belong to the account.` };
  return {
    check,
    status: 'warn',
    message: `${foreign} of ${count} in TWILIO_FROM are no numbers of the account.`,
    mend: 'Buy them in the Twilio console, or see that they are verified there as caller ids.',
  };
}

async function checkTunnel(tunnel: PublicAddressConfig['tunnel'], env: Environment): Promise<Finding> {
  const check = 'tunnel';
  const program = tunnel === 'ngrok' ? 'ngrok' : 'tailscale';
  const where = tunnel === 'ngrok' ? 'https://ngrok.com/download' : 'https://tailscale.com/download';
  for (const folder of (env.PATH ?? '').split(delimiter).filter((one) => one !== '')) {
    const path = join(folder, program);
    if (!(await mayUse(path, constants.X_OK))) continue;
    if (tunnel !== 'tailscale-serve') return { check, status: 'ok', message: `${tunnel}: ${path}` };
    return {
      check,
      status: 'warn',
      message: 'tailscale-serve reaches your own tailnet only: carriers on the internet do not.',
      mend: 'Set RINGBACK_TUNNEL to tailscale-funnel.',
    };
  }
  const mend = `Install it: ${where}`;
  return { check, status: 'fail', message: `${tunnel}: the program ${program} is not on the PATH.`, mend };
}

/** An unsigned webhook comes back refused where the path leads to the service, and only there. */
async function checkPublicPath(url: string, { host, port }: PublicAddressConfig, running: boolean): Promise<Finding> {
  const check = 'public address';
  if (!running) {
    const message = `${url}: not checked while the service does not run.`;
    return { check, status: 'ok', message };
  }
  const answer = await ask(`${url}/twilio/status/doctor`, {}, 'POST');
  if ('status' in answer && answer.status === 403)
    return { check, status: 'ok', message: `${url} leads to the service.` };
  const found = 'failure' in answer ? answer.failure : `HTTP ${answer.status}`;
  return {
    check,
    status: 'fail',
    message: `${url} does not lead to the service (${found}): no call is dialled.`,
    mend: `Let the reverse proxy pass requests and WebSockets for it to ${host}, port ${port}.`,
  };
}

function checkHours({ callingHours }: Config): Finding {
  const check = 'calling hours';
  if (callingHours !== null)
    return { check, status: 'ok', message: `${formatHours(callingHours)} of the callee’s own day.` };
  const mend = 'Set RINGBACK_CALLING_HOURS, e.g. 08:00-21:00: most countries forbid calls at night.';
  return { check, status: 'warn', message: 'Callees are called at any hour.', mend };
}

const MODEL_ADDRESS = { openai: 'https://api.openai.com/v1', xai: 'https://api.x.ai/v1', azure: '' } as const;

async function checkModel({ profile, apiKey, baseUrl, model, headers }: RealtimeConfig): Promise<Finding> {
  const check = 'model';
  const base = (baseUrl ?? MODEL_ADDRESS[profile]).replace(/^ws/, 'http');
  const login: Record<string, string> =
    profile === 'azure' ? { 'api-key': apiKey } : { authorization: `Bearer ${apiKey}` };
  const answer = await ask(`${base}/models`, { ...headers, ...login });
  if ('failure' in answer) {
    const mend = 'See that this machine reaches the internet, and that OPENAI_BASE_URL is right.';
    return { check, status: 'fail', message: `${base} does not answer (${answer.failure}).`, mend };
  }
  if (answer.status === 401 || answer.status === 403)
    return {
      check,
      status: 'fail',
      message: 'The key is refused.',
      mend: 'Set OPENAI_API_KEY to a live key of that service.',
    };
  if (answer.status !== 200) {
    const mend = 'If calls fail with model_failure, see that OPENAI_BASE_URL is right.';
    return {
      check,
      status: 'warn',
      message: `${base} does not say which models there are (HTTP ${answer.status}).`,
      mend,
    };
  }
  const { data } = answer.body as { data?: unknown };
  const names = Array.isArray(data) ? data.map((one: { id?: unknown }) => one.id) : [];
  // On Azure models are called by the names of deployments, which are not in the list.
  if (profile === 'azure' || names.length === 0 || names.includes(model))
    return { check, status: 'ok', message: `${model}, and the key is taken.` };
  const mend = 'Set RINGBACK_MODEL to a realtime model that your key may use.';
  return { check, status: 'fail', message: `There is no model ${model} for this key.`, mend };
}

/** Of OpenAI's realtime models (https://platform.openai.com/docs/guides/realtime-conversations). */
const VOICES = ['alloy', 'ash', 'ballad', 'cedar', 'coral', 'echo', 'marin', 'sage', 'shimmer', 'verse'];

function checkVoice({ voice }: RealtimeConfig): Finding {
  const check = 'voice';
  if (voice === undefined) return { check, status: 'ok', message: 'That of the profile.' };
  if (VOICES.includes(voice)) return { check, status: 'ok', message: voice };
  const mend = `Set RINGBACK_VOICE to one of ${VOICES.join(', ')}.`;
  return { check, status: 'warn', message: `${voice} is no voice that is known here.`, mend };
}

async function checkRecordings({ recordings }: Config): Promise<Finding> {
  const check = 'recordings';
  let folder = recordings;
  while ((await stat(folder).catch(() => null)) === null && dirname(folder) !== folder) folder = dirname(folder);
  const isFolder = (await stat(folder).catch(() => null))?.isDirectory() === true;
  if (isFolder && (await mayUse(folder, constants.W_OK | constants.X_OK)))
    return {
      check,
      status: 'ok',
      message: folder === recordings ? recordings : `${recordings} is made with the first one.`,
    };
  const mend = 'Make it belong to you, or set RINGBACK_RECORDINGS to a folder that does.';
  return { check, status: 'fail', message: `${folder} cannot be written to.`, mend };
}

function mayUse(path: string, mode: number): Promise<boolean> {
  return access(path, mode).then(
    () => true,
    () => false,
  );
}
