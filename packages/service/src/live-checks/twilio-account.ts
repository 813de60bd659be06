import type { TwilioConfig } from '../config/config.js';
import { type Answer, ask } from './ask.js';

export const TWILIO_API = 'https://api.twilio.com';

/** What Twilio says of the account that is configured. */
export type TwilioVerdict =
  | { code: 'works' | 'trial_account' | 'carrier_refused' }
  | { code: 'carrier_suspended'; state: string }
  | { code: 'carrier_unreadable'; status: number }
  | { code: 'carrier_unreachable'; failure: string };

/** Reads the account, which takes its credentials and calls nobody. */
export async function twilioVerdict(twilio: TwilioConfig): Promise<TwilioVerdict> {
  const answer = await askTwilio(twilio, '.json');
  if ('failure' in answer) return { code: 'carrier_unreachable', failure: answer.failure };
  if (answer.status === 401 || answer.status === 403) return { code: 'carrier_refused' };
  if (answer.status !== 200) return { code: 'carrier_unreadable', status: answer.status };
  const { status, type } = answer.body as { status?: unknown; type?: unknown };
  if (status === 'suspended' || status === 'closed') return { code: 'carrier_suspended', state: status };
  return { code: type === 'Trial' ? 'trial_account' : 'works' };
}

/** How many of the numbers that callees see are no numbers of the account. */
export async function foreignNumbers(twilio: TwilioConfig): Promise<number> {
  let foreign = 0;
  for (const number of twilio.from) {
    const answer = await askTwilio(twilio, `/IncomingPhoneNumbers.json?PhoneNumber=${encodeURIComponent(number)}`);
    const found = 'body' in answer ? (answer.body as { incoming_phone_numbers?: unknown }).incoming_phone_numbers : [];
    if (!Array.isArray(found) || found.length === 0) foreign += 1;
  }
  return foreign;
}

/** @param path after the account's own, e.g. `.json` */
function askTwilio(
  { accountSid, authToken, apiKey, apiUrl = TWILIO_API }: TwilioConfig,
  path: string,
): Promise<Answer> {
  const login = Buffer.from(`${apiKey?.sid ?? accountSid}:${apiKey?.secret ?? authToken}`).toString('base64');
  return ask(`${apiUrl}/2010-04-01/Accounts/${accountSid}${path}`, { authorization: `Basic ${login}` });
}
