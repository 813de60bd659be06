import { Argument, Command, InvalidArgumentError, Option } from 'commander';
import * as account from './account.js';
import type { CommandContext } from './command-context.js';
import { doctor } from './doctor.js';
import * as keys from './keys.js';
import type { Messages } from './messages.js';
import { serve } from './serve.js';
import * as settings from './settings.js';
import * as users from './users.js';

/**
 * The service's commands.
 *
 * @param onEnd told the exit code of the command that ran
 */
export function buildCommandLine(context: CommandContext, onEnd: (exitCode: number) => void): Command {
  const { say } = context;
  const run =
    <Arguments extends unknown[]>(command: (context: CommandContext, ...given: Arguments) => Promise<number>) =>
    async (...given: Arguments): Promise<void> =>
      onEnd(await command(context, ...given));

  const root = settled(new Command('ringback'), context);
  const add = (parent: Command, name: string, about: string, examples: string[]): Command => {
    const command = settled(parent.command(name), context).description(about);
    return command.addHelpText('after', `\n${say.examples}\n${examples.map((example) => `  ${example}`).join('\n')}`);
  };

  add(root, 'serve', say.serveAbout, ['ringback serve', 'RINGBACK_PORT=0 ringback serve --json'])
    .addOption(json(say))
    .addHelpText('afterAll', `\n${say.serveNotes}`)
    .action(run(serve));

  const keyCommands = add(root, 'keys', say.keysAbout, ['ringback keys create', 'ringback keys list']);
  add(keyCommands, 'create', say.keysCreateAbout, ['ringback keys create', 'ringback keys create --name laptop --json'])
    .addOption(new Option('--name <name>', say.keyNameOption))
    .addOption(ofAccount(say))
    .addOption(json(say))
    .action(run(keys.createKey));
  add(keyCommands, 'list', say.keysListAbout, ['ringback keys list', 'ringback keys list --account shop --json'])
    .addOption(ofAccount(say))
    .addOption(json(say))
    .action(run(keys.listKeys));
  add(keyCommands, 'revoke', say.keysRevokeAbout, ['ringback keys revoke sk_AbCd…'])
    .addArgument(new Argument('<key>', say.keyArgument))
    .addOption(json(say))
    .action(run(keys.revokeKey));

  const accountCommands = add(root, 'account', say.accountAbout, [
    'ringback account show',
    'ringback account topup 50',
  ]);
  add(accountCommands, 'show', say.accountShowAbout, ['ringback account show', 'ringback account show --account shop'])
    .addOption(ofAccount(say))
    .addOption(json(say))
    .action(run(account.showAccount));
  add(accountCommands, 'create', say.accountCreateAbout, [
    'ringback account create shop',
    'ringback account create "Lakeside Dental" --language en',
  ])
    .addArgument(new Argument('<name>', say.nameArgument))
    .addOption(new Option('--language <language>', say.languageOption).choices(['zh', 'en']))
    .addOption(json(say))
    .action(run(account.createAccount));
  add(accountCommands, 'list', say.accountListAbout, ['ringback account list'])
    .addOption(json(say))
    .action(run(account.listAccounts));
  add(accountCommands, 'set', say.accountSetAbout, [
    'ringback account set --running 50',
    'ringback account set --account shop --rate 0.25 --countries CN,US',
    'ringback account set --day-spending 20 --day-zone Asia/Shanghai --call-cost none',
  ])
    .addOption(new Option('--rate <yuan>', say.rateOption))
    .addOption(new Option('--running <number>', say.runningOption).argParser(wholeNumber(100_000)))
    .addOption(new Option('--countries <codes>', say.countriesOption))
    .addOption(new Option('--language <language>', say.languageOption).choices(['zh', 'en']))
    .addOption(new Option('--talk <seconds>', say.talkOption))
    .addOption(new Option('--call-cost <yuan>', say.callCostOption))
    .addOption(new Option('--day-spending <yuan>', say.daySpendingOption))
    .addOption(new Option('--day-zone <zone>', say.dayZoneOption))
    .addOption(ofAccount(say))
    .addOption(json(say))
    .action(run(account.setAccount));
  add(accountCommands, 'topup', say.accountTopupAbout, [
    'ringback account topup 50',
    'ringback account topup 12.50 --account shop --note "bank transfer 1123" --yes',
  ])
    .addArgument(new Argument('<yuan>', say.yuanArgument))
    .addOption(ofAccount(say))
    .addOption(new Option('--note <text>', say.noteOption))
    .addOption(new Option('-y, --yes', say.yesOption))
    .addOption(json(say))
    .action(run(account.topUp));
  add(accountCommands, 'ledger', say.accountLedgerAbout, ['ringback account ledger --limit 100'])
    .addOption(limit(say, 20))
    .addOption(ofAccount(say))
    .addOption(json(say))
    .action(run(account.showLedger));
  add(accountCommands, 'webhook-secret', say.accountSecretAbout, ['ringback account webhook-secret'])
    .addOption(ofAccount(say))
    .addOption(json(say))
    .action(run(account.showWebhookSecret));

  const listCommands = add(accountCommands, 'do-not-call', say.doNotCallAbout, [
    'ringback account do-not-call list',
    'ringback account do-not-call add 13800138000',
  ]);
  add(listCommands, 'list', say.doNotCallListAbout, ['ringback account do-not-call list --json'])
    .addOption(limit(say, 1000))
    .addOption(ofAccount(say))
    .addOption(json(say))
    .action(run(account.listDoNotCall));
  add(listCommands, 'add', say.doNotCallAddAbout, ['ringback account do-not-call add 13800138000'])
    .addArgument(new Argument('<phone>', say.phoneArgument))
    .addOption(ofAccount(say))
    .addOption(json(say))
    .action(run(account.addDoNotCall));
  add(listCommands, 'remove', say.doNotCallRemoveAbout, ['ringback account do-not-call remove +8613800138000'])
    .addArgument(new Argument('<phone>', say.phoneArgument))
    .addOption(ofAccount(say))
    .addOption(json(say))
    .action(run(account.removeDoNotCall));

  const userCommands = add(root, 'users', say.usersAbout, [
    'ringback users list',
    'ringback users reset-password wang@example.com',
  ]);
  add(userCommands, 'list', say.usersListAbout, ['ringback users list --json'])
    .addOption(json(say))
    .action(run(users.listUsers));
  add(userCommands, 'reset-password', say.resetPasswordAbout, ['ringback users reset-password wang@example.com'])
    .addArgument(new Argument('<email>', say.emailArgument))
    .addOption(new Option('-y, --yes', say.yesOption))
    .addOption(json(say))
    .action(run(users.resetPassword));
  add(userCommands, 'set-role', say.setRoleAbout, ['ringback users set-role wang@example.com operator'])
    .addArgument(new Argument('<email>', say.emailArgument))
    .addArgument(new Argument('<role>', say.roleArgument).choices(['operator', 'member']))
    .addOption(json(say))
    .action(run(users.setRole));

  const settingCommands = add(root, 'settings', say.settingsAbout, [
    'ringback settings list',
    'ringback settings unset RINGBACK_CARRIER',
  ]);
  add(settingCommands, 'list', say.settingsListAbout, ['ringback settings list --json'])
    .addOption(json(say))
    .action(run(settings.listSettings));
  add(settingCommands, 'unset', say.settingsUnsetAbout, ['ringback settings unset RINGBACK_CARRIER'])
    .addArgument(new Argument('<name>', say.settingArgument))
    .addOption(json(say))
    .action(run(settings.unsetSetting));

  add(root, 'doctor', say.doctorAbout, ['ringback doctor', 'ringback doctor --json'])
    .addOption(json(say))
    .action(run(doctor));
  return root;
}

/** Throws instead of ending the process, and writes where the surroundings say. */
function settled(command: Command, { say, surroundings }: CommandContext): Command {
  return command
    .exitOverride()
    .helpOption('-h, --help', say.helpOption)
    .helpCommand(false)
    .configureHelp({ styleTitle: (title) => say.usageTitles[title] ?? title })
    .configureOutput({
      writeOut: (text) => surroundings.write(text),
      // Mistakes are told by `run`, in one form with all other failures.
      writeErr: () => {},
    });
}

const json = (say: Messages): Option => new Option('--json', say.jsonOption);
const ofAccount = (say: Messages): Option => new Option('--account <account>', say.accountOption);
const limit = (say: Messages, usual: number): Option =>
  new Option('--limit <count>', say.limitOption).default(usual).argParser(wholeNumber(1000));

/** From 1 to `most`. */
function wholeNumber(most: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (/^\d{1,9}$/.test(text) && number >= 1 && number <= most) return number;
    throw new InvalidArgumentError(`It is a whole number from 1 to ${most}.`);
  };
}
