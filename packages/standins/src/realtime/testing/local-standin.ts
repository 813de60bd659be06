import { MULAW_SILENCE, TonesSynthesiser } from '@ringback/engine';
import { RealtimeStandin, type RealtimeStandinOptions } from '../realtime-standin.js';
import { ScriptedMind } from '../scripted-mind.js';
import { RawClient } from './raw-client.js';

/** No time passes but what a test asks for. */
export const AT_ONCE = { connectMs: 0, firstDeltaMs: 0, deltaEveryMs: 0, transcriptionMs: 0 };

const voice = new TonesSynthesiser();
const started: RealtimeStandin[] = [];

/** For `afterEach`. */
export async function stopStandins(): Promise<void> {
  await Promise.all(started.splice(0).map((each) => each.stop()));
}

/** A stand-in that listens; `stopStandins` ends it. */
export async function standin(
  options: Partial<RealtimeStandinOptions> = {},
): Promise<{ standin: RealtimeStandin; url: string; client: (...rest: ClientOptions) => RawClient }> {
  const made = new RealtimeStandin({
    mind: new ScriptedMind([]),
    synthesiser: voice,
    latency: AT_ONCE,
    ...options,
  });
  started.push(made);
  const { url } = await made.start();
  return { standin: made, url, client: (...rest) => RawClient.to(url, ...rest) };
}

type ClientOptions = Parameters<typeof RawClient.to> extends [string, ...infer R] ? R : never;

/** Somebody's words as µ-law, with silence behind them. */
export async function speech(text: string, silenceMs = 700): Promise<Uint8Array> {
  const { bytes } = await voice.speak(text, { language: 'en', pitch: 70 });
  return Buffer.concat([bytes, silence(silenceMs)]);
}

export const silence = (ms: number): Uint8Array => new Uint8Array(ms * 8).fill(MULAW_SILENCE);
