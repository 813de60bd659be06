import type { RingbackClient, SettledCallInfo } from '@ringback/client';
import { formatYuan } from '../amounts.js';
import { type CommandContext, clientAt } from '../command-context.js';
import { EXIT } from '../exit-code.js';
import { CommandFailure } from '../failure.js';
import { interruption } from '../interrupt.js';
import { loadServiceProgram, type ServiceProgram } from '../service-program.js';
import { wrapToWidth } from '../terminal/display-width.js';
import { withProgress } from '../terminal/progress.js';
import { printRecord } from '../views/record-view.js';
import { followCall } from '../watching.js';
import { type DemoService, demoService } from './demo-service.js';
import { printNextSteps } from './next-steps.js';

const PHONE = '13800138000';
const REQUIREMENT = '通知您明天上午9点开会';

/** What a demo may go over: nobody's phone rings on either. */
export const DEMO_CARRIERS = ['simulator', 'twilio-standin'] as const;

export interface DemoOptions {
  carrier?: (typeof DEMO_CARRIERS)[number];
  once?: boolean;
  json?: boolean;
}

/**
 * The whole service in this process, one simulated call on it, live, and what to do next. Serves on until Ctrl-C, or with `once` until the
 * call has settled.
 *
 * @returns with `once` 0 where the call ended `completed`
 */
export async function demo(context: CommandContext, options: DemoOptions): Promise<number> {
  const { terminal, say } = context;
  const { once = false, json = false } = options;
  const interrupted = interruption();
  // Its log is for whoever runs it; here it would stand between the lines of the conversation.
  const env = {
    ...context.env,
    RINGBACK_LOG_LEVEL: context.env.RINGBACK_LOG_LEVEL ?? 'warn',
    ...(options.carrier === undefined ? {} : { RINGBACK_CARRIER: options.carrier, RINGBACK_CONVERSATION: '' }),
  };
  const program = await loadServiceProgram();
  const service = await withProgress(
    terminal,
    () => say.demoStarting,
    () => demoService(program, env, say),
  );
  const { url, own } = service;
  if (json) terminal.print(JSON.stringify({ type: 'service', url, own: own !== null, speech: own?.speech ?? null }));
  else terminal.print(service.notice);
  try {
    return await withKey(program, env, async (key) => {
      const client = clientAt(service.url, key, context.language);
      const placed: Placed = { callId: null };
      const call = await Promise.race([
        placeCall(context, service, client, { json, placed, signal: interrupted.signal }, options.carrier),
        interrupted.happened,
      ]);
      if (call === 'interrupted') {
        // Whoever stops a demo does not want to wait for its goodbyes.
        if (placed.callId !== null) await client.hangUp(placed.callId).catch(() => {});
        terminal.printError(say.demoStopped);
        return EXIT.interrupted;
      }
      const completed = call.end_reason === 'completed';
      if (!completed) terminal.printError(terminal.errorColours.yellow(say.demoNotCompleted));
      if (once) return completed ? EXIT.ok : EXIT.goalNotReached;
      if (json) terminal.print(JSON.stringify({ type: 'ready', url, key }));
      else sayNext(context, service, key);
      await interrupted.happened;
      return EXIT.ok;
    });
  } finally {
    await service.own?.stop('the demo ends');
    interrupted.close();
    if (!once && !json) terminal.print(say.demoBye);
  }
}

function sayNext(context: CommandContext, service: DemoService, key: string): void {
  const { terminal, say } = context;
  terminal.print();
  printNextSteps(context, service.url, key);
  terminal.print();
  terminal.print(
    `${terminal.colours.bold(service.own === null ? say.demoElsewhere : say.demoServing)} ${say.demoKeyStays}`,
  );
}

/** A key named `demo` for as long as `work` runs. */
async function withKey(
  program: ServiceProgram,
  env: CommandContext['env'],
  work: (key: string) => Promise<number>,
): Promise<number> {
  const { key, revoke } = await program.createApiKey('demo', env);
  try {
    return await work(key);
  } finally {
    await revoke();
  }
}

interface Placed {
  /** Null until it is accepted. */
  callId: string | null;
}

/** Places the call, shows it live and then its settled record. */
async function placeCall(
  context: CommandContext,
  service: DemoService,
  client: RingbackClient,
  { json, placed, signal }: { json: boolean; placed: Placed; signal: AbortSignal },
  carrier?: DemoOptions['carrier'],
): Promise<SettledCallInfo> {
  const { terminal, say } = context;
  const { simulated } = await client.account({ signal });
  if (!simulated) throw new CommandFailure('not_simulated', EXIT.failure, say.demoNotSimulated);
  if (!json) sayFirst(context, service, carrier);

  const { call_ids } = await client.initiateCall({ phones: PHONE, user_requirement: REQUIREMENT }, { signal });
  const [callId = ''] = call_ids;
  placed.callId = callId;
  await followCall(context, client, { callId, phone: '' }, { json, partials: false, several: false, signal });
  const call = await client.waitForCall(callId, { signal });
  const money = await client.balance({ signal });
  const { balance, frozen } = money;
  if (json) {
    terminal.print(JSON.stringify({ type: 'record', record: call, balance: money }));
    return call;
  }
  terminal.print();
  const held = frozen > 0 ? ` ${say.held(formatYuan(frozen))}` : '';
  const more: [string, string][] = [[say.field.balance, formatYuan(balance) + held]];
  printRecord(terminal, say, call, { transcript: false, latency: true, more });
  return call;
}

function sayFirst(context: CommandContext, service: DemoService, carrier: DemoOptions['carrier']): void {
  const { terminal, say } = context;
  for (const line of wrapToWidth(honestNotice(context, service, carrier), terminal.columns)) {
    terminal.print(terminal.colours.yellow(line));
  }
  terminal.print();
  terminal.print(terminal.colours.bold(say.demoCalling(PHONE, REQUIREMENT)));
}

function honestNotice({ say }: CommandContext, { own }: DemoService, carrier: DemoOptions['carrier']): string {
  if (own !== null && carrier === 'twilio-standin') return say.demoHonestStandins;
  if (own?.speech === 'espeak') return say.demoHonestVoice;
  return own?.speech === 'tones' ? say.demoHonestTones : say.demoHonestSpeech;
}
