import { readFileSync } from 'node:fs';
import { Command, InvalidArgumentError, Option } from 'commander';
import type { CommandContext } from './command-context.js';
import { call } from './commands/call.js';
import { calls } from './commands/calls.js';
import { hangup } from './commands/hangup.js';
import { info } from './commands/info.js';
import { mcp } from './commands/mcp.js';
import { watch } from './commands/watch.js';
import { DEMO_CARRIERS, demo } from './demo/demo.js';
import type { Messages } from './messages.js';

const STATES = ['queued', 'dialing', 'ringing', 'in_progress', 'ended'];
const CONFIRM = ['always', 'when-possible', 'never'];
const EXAMPLE_ID = '019ab0c1-7e7a-7c3f-8b2d-5f0a6d1c2e3f';

/** The commands that are carried out here. */
export const COMMANDS = ['demo', 'call', 'watch', 'info', 'hangup', 'calls', 'mcp'] as const;

/** The commands that the service's own program carries out. */
export const SERVICE_COMMANDS = ['serve', 'keys', 'account', 'users', 'settings', 'doctor'] as const;

/**
 * The command line. `done` is told the exit code of the command that was given; parsing errors leave as `CommanderError`.
 */
export function buildProgram(context: CommandContext, done: (exitCode: number) => void): Command {
  const { say } = context;
  const program = new Command('ringback');
  program
    .description(say.about)
    .version(ownVersion(), '-V, --version', say.version)
    .exitOverride()
    .configureOutput({ writeOut: (text) => context.terminal.print(text.trimEnd()), outputError: () => {} })
    .configureHelp({
      styleTitle: (title) => context.terminal.colours.bold(say.usageTitles[title] ?? title),
      // Without "[options]", which says nothing and pushes the descriptions over the edge of 80 columns.
      subcommandTerm: (command) =>
        [command.name(), ...command.registeredArguments.map((argument) => `<${argument.name()}>`)].join(' '),
    })
    .helpOption('-h, --help', say.help)
    .helpCommand('help [command]', say.help)
    .addHelpText('after', () => `\n${examples(say, TOP_EXAMPLES)}\n\n${say.environment}\n\n${say.exitCodes}`);

  const add = (group: string, usage: string, description: string, lines: readonly string[]): Command =>
    program
      .command(usage)
      .description(description)
      .helpGroup(group)
      .helpOption('-h, --help', say.help)
      .addHelpText('after', () => `\n${examples(say, lines)}`);

  add(say.groupTry, 'demo', say.demo, [
    'ringback demo',
    'ringback demo --once',
    'ringback demo --carrier twilio-standin',
  ])
    .option('--once', say.once)
    .addOption(new Option('--carrier <carrier>', say.demoCarrier).choices(DEMO_CARRIERS))
    .option('--json', say.json)
    .action(async (options) => done(await demo(context, options)));

  add(say.groupCalls, 'call', say.call, CALL_EXAMPLES)
    .argument('<phones>', say.phones)
    .argument('<requirement>', say.requirement)
    .option('--wait', say.wait)
    .option('--watch', say.watchOption)
    .option('--partials', say.partials)
    .addOption(new Option('--language <language>', say.language).choices(['zh', 'en']))
    .option('--persona <text>', say.persona)
    .option('--opening-line <text>', say.openingLine)
    .addOption(new Option('--opening <when>', say.openingOption).choices(['say', 'wait']))
    .addOption(new Option('--voicemail <what>', say.voicemail).choices(['hang_up', 'talk']))
    .option('--voicemail-message <text>', say.voicemailMessage)
    .option('--record', say.record)
    .option('--no-record', say.noRecord)
    .option('--result-schema <file>', say.resultSchema)
    .option('--not-before <time>', say.notBefore)
    .option('--dry-run', say.dryRun)
    .option('--yes', say.yes)
    .option('--json', say.json)
    .action(async (phones, requirement, options) => done(await call(context, phones, requirement, options)));

  add(say.groupCalls, 'watch', say.watch, [
    `ringback watch ${EXAMPLE_ID}`,
    `ringback watch ${EXAMPLE_ID} --json --partials`,
  ])
    .argument('<id>', say.callId)
    .option('--partials', say.partials)
    .option('--json', say.json)
    .action(async (id, options) => done(await watch(context, id, options)));

  add(say.groupCalls, 'info', say.info, [`ringback info ${EXAMPLE_ID}`, `ringback info ${EXAMPLE_ID} --json`])
    .argument('<id>', say.callId)
    .option('--json', say.json)
    .action(async (id, options) => done(await info(context, id, options)));

  add(say.groupCalls, 'hangup', say.hangup, [`ringback hangup ${EXAMPLE_ID}`])
    .argument('<id>', say.callId)
    .option('--json', say.json)
    .action(async (id, options) => done(await hangup(context, id, options)));

  add(say.groupCalls, 'calls', say.calls, ['ringback calls', 'ringback calls --status in_progress --limit 100 --json'])
    .addOption(new Option('--status <status>', say.status).choices(STATES))
    .option('--limit <number>', say.limit, wholeNumber(say, '--limit', 1, 1000), 20)
    .option('--json', say.json)
    .action(async (options) => done(await calls(context, options)));

  add(say.groupAgents, 'mcp', say.mcp, [
    'ringback mcp',
    'ringback mcp --confirm always',
    'ringback mcp --http --port 7466',
    'ringback mcp --http --host 0.0.0.0 --host-name mcp.example.com',
  ])
    .addOption(new Option('--confirm <when>', say.mcpConfirm).choices(CONFIRM).default('when-possible'))
    .option('--http', say.mcpHttp)
    .option('--host <address>', say.mcpHost, '127.0.0.1')
    .option('--port <number>', say.mcpPort, wholeNumber(say, '--port', 0, 65_535), 7466)
    .option('--host-name <name>', say.mcpName, (name: string, names: string[] = []) => [...names, name])
    .action(async (options) => done(await mcp(context, options)));

  // Listed here, carried out by the service's own program (main.ts), which also has their options and help.
  for (const name of SERVICE_COMMANDS) program.command(name).description(say[name]).helpGroup(say.groupService);
  return program;
}

const TOP_EXAMPLES = [
  'ringback demo',
  'ringback serve',
  'ringback keys create --name laptop',
  'ringback call 13800138000 "通知您明天上午9点开会" --watch',
];

const CALL_EXAMPLES = [
  'ringback call 13800138000 "通知张先生明天上午9点开会" --watch',
  'ringback call 13800138000,13900139000 "通知年会改到周五晚上7点" --wait',
  'ringback call 13800138000 "Is the table still free?" --language en --result-schema t.json',
  'ringback call 13800138000 "提醒体检" --not-before "2026-12-01 09:00" --json',
];

function examples(say: Messages, lines: readonly string[]): string {
  return [say.examples, ...lines.map((line) => `  ${line}`)].join('\n');
}

function wholeNumber(say: Messages, option: string, least: number, most: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(say.invalidNumber(option, text, least, most));
  };
}

function ownVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  return String((manifest as { version: unknown }).version);
}
