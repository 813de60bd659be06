import type { Account, RingbackClient } from '@ringback/client';
import type { Language } from '../i18n/languages.js';

/** Who answers in each language: docs/simulated-callees.md. */
const DEMO_NUMBERS: Record<Language, string> = { zh: '13800138000', en: '+12025550100' };

/**
 * Begins the call that a newcomer watches, in their language. Where the line is simulated it is a call like any other; a real line is never told to dial somebody
 * for a demonstration, so there it is a rehearsal, and so it is where the account may not call the demo number's country.
 *
 * @returns its id
 */
export async function beginDemoCall(
  calls: RingbackClient,
  { simulated }: Pick<Account, 'simulated'>,
  language: Language,
  matter: string,
): Promise<string> {
  const brief = { user_requirement: matter, language };
  const phones = [DEMO_NUMBERS[language]];
  if (simulated && (await calls.checkCalls({ phones, ...brief })).acceptable) {
    const [callId] = (await calls.createCalls({ phones, ...brief })).call_ids;
    return callId as string;
  }
  return (await calls.rehearse(brief)).call_id;
}
