import type { CallToolResult, InputRequiredResult, McpServer } from '@modelcontextprotocol/server';
import { isInputRequiredResult } from '@modelcontextprotocol/server';
import type { Call } from '@ringback/client';
import { z } from 'zod';
import { callAnswer, callAnswerOf, listedCall, listedCallOf, THIRD_PARTY } from './call-answer.js';
import { callText, quoted } from './call-text.js';
import { confirmCall } from './confirmation.js';
import { followCall } from './following.js';
import type { ServerContext } from './options.js';
import { PlacedThenFailed, toolFailure } from './tool-failure.js';

const callId = z.string().min(1).max(64).describe('The id of a call, as place_call or list_calls gave it.');

const placeCallInput = z.object({
  phone: z
    .string()
    .min(1)
    .max(40)
    .regex(/^[^,，]*$/, 'one number, without a comma')
    .describe('One number: E.164 such as +12025550100, or a mainland Chinese number as people write it.'),
  user_requirement: z
    .string()
    .min(1)
    .max(4000)
    .describe(
      'What to tell or find out, with everything that the AI on the phone needs to know: it knows nothing else.',
    ),
  persona: z.string().min(1).max(500).optional().describe('Who the AI is, e.g. the front desk of Lakeside Dental.'),
  opening_line: z.string().min(1).max(500).optional().describe('Its exact first words, in place of its own.'),
  language: z.enum(['zh', 'en']).optional().describe('The language to speak first; else it follows from the rest.'),
  voicemail: z
    .union([z.enum(['hang_up', 'talk']), z.object({ message: z.string().min(1).max(1000) })])
    .optional()
    .describe('What a mailbox gets: nothing, the same as a person, or a message after its beep.'),
  record: z.boolean().optional().describe('Whether the talk is recorded, where the service allows it.'),
  result_schema: z
    .record(z.string(), z.unknown())
    .optional()
    .describe('JSON Schema (2020-12) of an object: what to find out. The result fits it, or is null.'),
  not_before: z.iso.datetime({ offset: true }).optional().describe('Not dialled before this instant (RFC 3339).'),
  wait: z
    .boolean()
    .default(true)
    .describe(
      'True: answer when the call is over; at once where it waits for calling hours or for not_before. False: answer as soon as it is accepted; get_call tells how it went.',
    ),
});

const account = z.object({
  balance: z.number().describe('What can still be spent.'),
  frozen: z.number().describe('Held for queued and running calls.'),
  currency: z.literal('CNY'),
  rate_per_minute: z.number().describe('Price of a started minute of talk.'),
  simulated: z.boolean().describe('True: callees are simulated, and no real phone rings.'),
});

/** Registers the five tools. */
export function registerTools(server: McpServer, context: ServerContext): void {
  const { client, running } = context;

  /** Coded failures are answers that a model can act on; anything else is a fault of ours, told as the protocol tells it. */
  async function answering(work: () => Promise<Answer>): Promise<Answer> {
    const working = work();
    running.add(working);
    try {
      return await working;
    } catch (error) {
      const failure = toolFailure(error);
      if (failure === null) throw error;
      return failure;
    } finally {
      running.delete(working);
    }
  }

  server.registerTool(
    'place_call',
    {
      title: 'Place a phone call',
      description: `Rings a phone and lets an AI talk to whoever answers, until the call is over: seconds to many minutes. Real people are called and money is spent: be sure of the number and the purpose before. Gives what came of it and what was said. ${THIRD_PARTY} Cancelling the request hangs up.`,
      inputSchema: placeCallInput,
      outputSchema: callAnswer,
      annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
    },
    ({ phone, wait, ...wish }, request) =>
      answering(async () => {
        const { mcpReq } = request;
        const account = await client.account({ signal: mcpReq.signal });
        const confirmed = await confirmCall(
          context,
          account,
          { phone, ...wish },
          server.server.getClientCapabilities(),
          request,
        );
        if (isInputRequiredResult(confirmed)) return confirmed;
        mcpReq.signal.throwIfAborted();
        // Without the signal: whether it was accepted must be known, to hang up what was.
        const accepted = await client.initiateCall({ phones: phone, ...wish }, confirmed);
        const [id = ''] = accepted.call_ids;
        try {
          const placed = await client.call(id);
          if (!wait || waitsLong(placed)) return callResult(callAnswerOf(placed));
          return callResult(await followCall(context, id, request));
        } catch (error) {
          if (wait) await hangUpIfCancelled(context, id, mcpReq.signal);
          throw new PlacedThenFailed(id, error);
        }
      }),
  );

  server.registerTool(
    'get_call',
    {
      title: 'Read a call',
      description: `The state of a call, what came of it and what was said so far. ${THIRD_PARTY} With wait: true it answers when the call is over; cancelling that ends the waiting and leaves the call.`,
      inputSchema: z.object({ call_id: callId, wait: z.boolean().default(false).describe('True: wait for its end.') }),
      outputSchema: callAnswer,
      annotations: { readOnlyHint: true, idempotentHint: true, openWorldHint: true },
    },
    ({ call_id, wait }, request) =>
      answering(async () =>
        callResult(
          wait
            ? await followCall(context, call_id, request)
            : callAnswerOf(await client.call(call_id, { signal: request.mcpReq.signal })),
        ),
      ),
  );

  server.registerTool(
    'end_call',
    {
      title: 'Hang up',
      description:
        'Hangs up a call that is under way, without a goodbye, or takes back one that waits. What is over stays as it is.',
      inputSchema: z.object({ call_id: callId }),
      outputSchema: z.object({
        call_id: z.string(),
        outcome: z
          .enum(['cancelled', 'hanging_up', 'already_ended'])
          .describe('cancelled: it was waiting and will not be dialled.'),
      }),
      annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: true },
    },
    ({ call_id }, { mcpReq }) =>
      answering(async () => {
        const done = await client.hangUp(call_id, { signal: mcpReq.signal });
        const { outcome } = done;
        const words = { cancelled: 'It was taken back.', hanging_up: 'Hanging up.', already_ended: 'It was over.' };
        return result({ call_id: done.call_id, outcome }, words[outcome]);
      }),
  );

  server.registerTool(
    'list_calls',
    {
      title: 'List calls',
      description: `The account's calls, newest first, without what was said. ${THIRD_PARTY}`,
      inputSchema: z.object({
        status: z.enum(['queued', 'dialing', 'ringing', 'in_progress', 'ended']).optional(),
        limit: z.int().min(1).max(100).default(20),
        before: z.string().max(64).optional().describe('The next of the page before.'),
      }),
      outputSchema: z.object({
        calls: z.array(listedCall),
        next: z.string().nullable().describe('Give it as before for the next page; null: there is none.'),
      }),
      annotations: { readOnlyHint: true, idempotentHint: true, openWorldHint: true },
    },
    (query, { mcpReq }) =>
      answering(async () => {
        const page = await client.listCalls({ ...query, signal: mcpReq.signal });
        const calls = page.items.map(listedCallOf);
        const lines = calls.map(
          ({ call_id, created_at, phone, status, end_reason }) =>
            `${call_id}  ${created_at}  ${quoted(phone)}  ${end_reason ?? status}`,
        );
        return result({ calls, next: page.next }, lines.length === 0 ? 'No calls.' : lines.join('\n'));
      }),
  );

  server.registerTool(
    'get_balance',
    {
      title: 'Read the balance',
      description: 'What the account can still spend, what a minute costs, and whether real phones ring.',
      inputSchema: z.object({}),
      outputSchema: account,
      annotations: { readOnlyHint: true, idempotentHint: true, openWorldHint: false },
    },
    (_none, { mcpReq }) =>
      answering(async () => {
        const { balance, frozen, currency, rate_per_minute, simulated } = await client.account({
          signal: mcpReq.signal,
        });
        const rings = simulated ? 'Callees are simulated: no real phone rings.' : 'Real phones ring.';
        return result(
          { balance, frozen, currency, rate_per_minute, simulated },
          `${balance} ${currency} to spend, ${frozen} held; ${rate_per_minute} for a started minute. ${rings}`,
        );
      }),
  );
}

/** A call that is to be dialled later than this is not waited for: nobody keeps a request open until tomorrow's calling hours. */
const WAITED_FOR_MS = 60_000;

function waitsLong({ created_at, not_before, status }: Call): boolean {
  return status === 'queued' && Date.parse(not_before) - Date.parse(created_at) > WAITED_FOR_MS;
}

/**
 * Hangs up where the request was cancelled, by a user who wants it to stop, or by a client that goes away. A client that cancels because
 * its own time is over, as the official ones do after 60 s, wants no such thing: the callee would be cut off in the middle of a
 * sentence, and called again.
 */
async function hangUpIfCancelled({ client }: ServerContext, callId: string, signal: AbortSignal): Promise<void> {
  if (signal.aborted && !ranOutOfTime(signal.reason)) await client.hangUp(callId).catch(() => {});
}

/** The protocol has no code for it, only words for people; the official clients write "Request timed out". */
function ranOutOfTime(reason: unknown): boolean {
  return /\btimed?[ -]?out\b/i.test(reason instanceof Error ? reason.message : String(reason));
}

type Answer = CallToolResult | InputRequiredResult;

function callResult(call: z.infer<typeof callAnswer>): CallToolResult {
  return result(call, callText(call));
}

function result(structuredContent: Record<string, unknown>, text: string): CallToolResult {
  return { structuredContent, content: [{ type: 'text', text }] };
}
