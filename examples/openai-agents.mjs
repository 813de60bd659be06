// An agent of the OpenAI Agents SDK that calls by phone: Ringback's tools come over MCP.
import { Agent, MCPServerStdio, run, setOpenAIAPI, setTracingDisabled } from '@openai/agents';

// The Chat Completions API is what every OpenAI-compatible endpoint has (OPENAI_BASE_URL); without this line it is the Responses API.
setOpenAIAPI('chat_completions');
setTracingDisabled(true);

const ringback = new MCPServerStdio({
  name: 'ringback',
  fullCommand: 'ringback mcp',
  env: process.env,
  // Calls take minutes; this client hears no progress, and then a tool answers after 45 s at most, with the call as it is.
  timeout: 60_000,
});
await ringback.connect();
try {
  const agent = new Agent({
    name: 'Receptionist',
    model: process.env.MODEL ?? 'gpt-5.4-mini',
    instructions:
      'You call people by phone with place_call. Where a call is not over yet, go on with get_call and wait: true.',
    mcpServers: [ringback],
  });
  const answer = await run(agent, process.argv[2] ?? 'Call 13800138000 and tell Mr Zhang that we meet at 9 tomorrow.');
  console.log(answer.finalOutput);
} finally {
  await ringback.close();
}
