// The Vercel AI SDK with Ringback's tools, which come over MCP.
import { createMCPClient } from '@ai-sdk/mcp';
import { Experimental_StdioMCPTransport as StdioTransport } from '@ai-sdk/mcp/mcp-stdio';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { generateText, stepCountIs } from 'ai';

const provider = createOpenAICompatible({
  name: 'openai',
  baseURL: process.env.OPENAI_BASE_URL ?? 'https://api.openai.com/v1',
  apiKey: process.env.OPENAI_API_KEY,
});
const ringback = await createMCPClient({
  transport: new StdioTransport({ command: 'ringback', args: ['mcp'], env: process.env }),
});
try {
  const { text } = await generateText({
    model: provider(process.env.MODEL ?? 'gpt-5.4-mini'),
    tools: await ringback.tools(),
    stopWhen: stepCountIs(10),
    system:
      'You call people by phone with place_call. Where a call is not over yet, go on with get_call and wait: true.',
    prompt: process.argv[2] ?? 'Call 13800138000 and tell Mr Zhang that we meet at 9 tomorrow.',
  });
  console.log(text);
} finally {
  await ringback.close();
}
