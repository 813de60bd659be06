import type { VariableName } from './variables.js';

/**
 * What the operator may set by the console, under the name of the variable in whose place it stands, and when a change of it takes effect. What
 * decides where data lie, who may sign in, and what may be reached from where stays with the environment.
 */
export const CONSOLE_SETTINGS = {
  RINGBACK_COUNTRIES: 'now',
  RINGBACK_CALLING_HOURS: 'now',
  RINGBACK_TIME_ZONE: 'now',
  RINGBACK_KEEP_WORDS: 'now',
  RINGBACK_KEEP_RECORDINGS: 'now',
  RINGBACK_CARRIER: 'restart',
  TWILIO_ACCOUNT_SID: 'restart',
  TWILIO_AUTH_TOKEN: 'restart',
  TWILIO_API_KEY: 'restart',
  TWILIO_API_SECRET: 'restart',
  TWILIO_SIGNING_KEY: 'restart',
  TWILIO_FROM: 'restart',
  TWILIO_API_URL: 'restart',
  RINGBACK_PUBLIC_URL: 'restart',
  RINGBACK_TUNNEL: 'restart',
  NGROK_AUTHTOKEN: 'restart',
  RINGBACK_NGROK_DOMAIN: 'restart',
  RINGBACK_CONVERSATION: 'restart',
  OPENAI_API_KEY: 'restart',
  OPENAI_BASE_URL: 'restart',
  RINGBACK_MODEL_PROFILE: 'restart',
  RINGBACK_MODEL: 'restart',
  RINGBACK_VOICE: 'restart',
  RINGBACK_RECORDING: 'restart',
} as const satisfies Partial<Record<VariableName, 'now' | 'restart'>>;

export type SettingName = keyof typeof CONSOLE_SETTINGS;

export const SETTING_NAMES = Object.keys(CONSOLE_SETTINGS) as SettingName[];

/**
 * Where secrets are sent. Whoever changes such an address must give the secrets anew: otherwise a secret that is shown to nobody could be had by sending it
 * to an address of one's own.
 */
export const SENT_TO: Partial<Record<SettingName, readonly VariableName[]>> = {
  TWILIO_API_URL: ['TWILIO_AUTH_TOKEN', 'TWILIO_API_SECRET'],
  OPENAI_BASE_URL: ['OPENAI_API_KEY', 'RINGBACK_MODEL_HEADERS'],
  RINGBACK_MODEL_PROFILE: ['OPENAI_API_KEY', 'RINGBACK_MODEL_HEADERS'],
};
