import { expect, it } from 'vitest';
import { currentName, REALTIME_DIALECTS, type RealtimeProfile, sessionUrl } from './dialect.js';

it.each([
  ['openai', '', 'wss://api.openai.com/v1/realtime?model=m'],
  ['openai', 'http://127.0.0.1:8080/v1/', 'ws://127.0.0.1:8080/v1/realtime?model=m'],
  ['openai', 'https://proxy.example/openai?team=a', 'wss://proxy.example/openai/realtime?team=a&model=m'],
  ['openai', 'wss://model.example', 'wss://model.example/realtime?model=m'],
  ['azure', 'https://res.openai.azure.com', 'wss://res.openai.azure.com/openai/v1/realtime?model=m'],
  ['azure', 'https://res.openai.azure.com/openai/v1/', 'wss://res.openai.azure.com/openai/v1/realtime?model=m'],
  ['xai', '', 'wss://api.x.ai/v1/realtime?model=m'],
] as const)('%s at "%s" is reached at %s', (profile: RealtimeProfile, baseUrl, url) => {
  expect(sessionUrl(REALTIME_DIALECTS[profile], baseUrl, 'm')).toBe(url);
});

it('calls events of the beta by their names of today', () => {
  expect(currentName('response.audio.delta')).toBe('response.output_audio.delta');
  expect(currentName('response.done')).toBe('response.done');
});
