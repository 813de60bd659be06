import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ChatStandin } from './chat-standin.js';

const standin = new ChatStandin('sk-test', () => ({ say: 'Hello' }));
let url: string;

beforeAll(async () => {
  url = await standin.start();
});
afterAll(() => standin.stop());

async function ask(body: unknown, key = 'sk-test'): Promise<number> {
  const response = await fetch(`${url}/chat/completions`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  return response.status;
}

const user = { role: 'user', content: 'Hi' };
const call = { id: 'c1', type: 'function', function: { name: 'x', arguments: '{}' } };
const assistant = { role: 'assistant', content: null, tool_calls: [call] };
const answer = { role: 'tool', tool_call_id: 'c1', content: 'y' };
const tool = (parameters: object, name = 'x') => ({ type: 'function', function: { name, parameters } });

describe('the stand-in of a chat model', () => {
  it('takes what OpenAI takes', async () => {
    expect(await ask({ model: 'm', messages: [user] })).toBe(200);
    const messages = [user, assistant, answer];
    expect(await ask({ model: 'm', messages, tools: [tool({ type: 'object' })] })).toBe(200);
  });

  it.each([
    ['another key', { model: 'm', messages: [user] }, 'sk-other', 401],
    ['no model', { messages: [user] }],
    ['no message', { model: 'm', messages: [] }],
    ['an unknown field', { model: 'm', messages: [user], agent: 1 }],
    ['an answer of a tool that nobody asked', { model: 'm', messages: [user, answer] }],
    ['a tool that was asked and not answered', { model: 'm', messages: [user, assistant, user] }],
    ['a tool without an answer at the end', { model: 'm', messages: [user, assistant] }],
    ['a tool with an odd name', { model: 'm', messages: [user], tools: [tool({ type: 'object' }, 'a b')] }],
    ['a schema that is none', { model: 'm', messages: [user], tools: [tool({ type: 'object', properties: 5 })] }],
    ['a schema of something else', { model: 'm', messages: [user], tools: [tool({ type: 'string' })] }],
  ] as [string, unknown, string?, number?][])('refuses %s', async (_, body, key, status = 400) => {
    expect(await ask(body, key)).toBe(status);
  });
});
