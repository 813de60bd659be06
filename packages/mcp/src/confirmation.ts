import { createHash, randomBytes } from 'node:crypto';
import {
  acceptedContent,
  CLIENT_CAPABILITIES_META_KEY,
  type ClientCapabilities,
  createRequestStateCodec,
  type InputRequiredResult,
  inputRequired,
  type ServerContext as RequestContext,
  type RequestStateCodec,
} from '@modelcontextprotocol/server';
import type { Account } from '@ringback/client';
import { z } from 'zod';
import type { Language, ServerContext } from './options.js';
import { ToolRefusal } from './tool-failure.js';

/** The key of the question within a request. */
const QUESTION = 'confirm_call';

const answerSchema = (language: Language) =>
  z.object({ confirm: z.boolean().meta({ title: language === 'zh' ? '拨打这通电话' : 'Place this call' }) });

/** What goes through the client between the question and its answer, signed. */
export interface Asked {
  /** Of what was asked about: an answer counts for that alone. */
  digest: string;
  /** Of the one call that the answer allows: asking with the same answer again dials nothing more. */
  idempotencyKey: string;
}

/** A question is a person's to answer; after this long it has to be asked anew. */
const ANSWER_WITHIN_SECONDS = 600;

export function confirmationCodec(key: Uint8Array): RequestStateCodec<Asked> {
  return createRequestStateCodec<Asked>({ key, ttlSeconds: ANSWER_WITHIN_SECONDS });
}

/** Everything that the call would be; a change in any of it is to be asked about anew. */
export interface CallToConfirm {
  phone: string;
  user_requirement: string;
}

/** May be placed, with this key: one confirmation is one call. */
export interface Confirmed {
  idempotencyKey: string;
}

/**
 * Whether a call may be placed: at once, or only after the client has asked its user.
 *
 * @throws ToolRefusal `declined` where the user said no, `not_confirmed` where nobody can be asked and nobody agreed before
 */
export async function confirmCall(
  context: ServerContext,
  account: Account,
  call: CallToConfirm,
  capabilities: ClientCapabilities | undefined,
  request: RequestContext,
): Promise<Confirmed | InputRequiredResult> {
  const fresh = { idempotencyKey: randomBytes(16).toString('hex') };
  if (account.simulated || context.confirm === 'never') return fresh;
  const { mcpReq } = request;
  if (!canAsk(declared(mcpReq) ?? capabilities)) {
    if (context.confirm === 'when-possible' && context.agreedBefore()) return fresh;
    throw new ToolRefusal('not_confirmed', cannotAsk(context.confirm));
  }
  const digest = createHash('sha256')
    .update(JSON.stringify([account.account_id, call]))
    .digest('base64url');
  const asked = mcpReq.requestState<Asked>();
  const answered = mcpReq.inputResponses?.[QUESTION];
  // An answer to another question, or to none, is not one to this.
  if (answered !== undefined && asked?.digest === digest) {
    const answer = acceptedContent(mcpReq.inputResponses, QUESTION, answerSchema(account.language));
    if (answer?.confirm === true) return { idempotencyKey: asked.idempotencyKey };
    throw new ToolRefusal(
      'declined',
      'The user did not agree to this call; nothing was dialled. Do not try again unasked.',
    );
  }
  return inputRequired({
    inputRequests: {
      [QUESTION]: inputRequired.elicit({
        message: question(account, call),
        requestedSchema: answerSchema(account.language),
      }),
    },
    requestState: await confirmationCodec(context.stateKey).mint({ digest, ...fresh }, request),
  });
}

/** What the client says of itself with each request, by the protocol of 2026; null where it said so once, when it connected. */
function declared({ envelope }: RequestContext['mcpReq']): ClientCapabilities | null {
  const all = envelope as Readonly<Record<string, unknown>> | undefined;
  return (all?.[CLIENT_CAPABILITIES_META_KEY] as ClientCapabilities | undefined) ?? null;
}

/** A client that names no mode shows forms: the only one there was before there were two. */
function canAsk(capabilities: ClientCapabilities | undefined): boolean {
  const elicitation = capabilities?.elicitation;
  return elicitation !== undefined && (elicitation.form !== undefined || elicitation.url === undefined);
}

function cannotAsk(confirm: ServerContext['confirm']): string {
  const why = 'This would ring a real phone, and this MCP client cannot ask its user. Nothing was dialled.';
  const mend =
    confirm === 'always'
      ? 'Use a client with elicitation, or let whoever runs `ringback mcp` choose another --confirm.'
      : 'Whoever runs it can agree once with `ringback call` in a terminal, or start `ringback mcp --confirm never`.';
  return `${why} ${mend}`;
}

/** What is agreed to: whom, what for, and what it costs. */
function question({ language, rate_per_minute, line }: Account, { phone, user_requirement }: CallToConfirm): string {
  const { carrier, model } = line.usd_per_minute;
  if (language === 'zh') {
    const costs = [
      `账户 ¥${rate_per_minute}（不足一分钟按一分钟计）`,
      ...(carrier === null ? [] : [`线路约 $${carrier}`]),
      ...(model === null ? [] : [`模型约 $${model}`]),
    ];
    return `要拨打真实电话 ${phone} 吗？\n内容：${user_requirement}\n每分钟费用：${costs.join('，')}`;
  }
  const costs = [
    `¥${rate_per_minute} of the account, for each started minute`,
    ...(carrier === null ? [] : [`about $${carrier} at the carrier`]),
    ...(model === null ? [] : [`about $${model} for the model`]),
  ];
  return `Ring the real phone ${phone}?\nWhat for: ${user_requirement}\nA minute of talk costs: ${costs.join('; ')}`;
}
