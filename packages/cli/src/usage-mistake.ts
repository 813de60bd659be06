import type { CommanderError } from 'commander';
import type { Messages } from './messages.js';

/**
 * What is wrong with a command line, in one sentence, out of what commander says of it in English, and whose help to read (`command`, or
 * undefined for the program's own).
 */
export function usageMistake(say: Messages, error: CommanderError, command: string | undefined): string {
  const named = /'([^']*)'/.exec(error.message)?.[1] ?? '';
  // `-h, --help` and `<phones>`: the long name, without brackets.
  const name = named.replace(/^.*(--[\w-]+).*$/, '$1');
  const help = ['ringback', command, '--help'].filter((word) => word !== undefined).join(' ');
  return say.wrongUse(mistake(say, error, name), help);
}

function mistake(say: Messages, { code, message }: CommanderError, name: string): string {
  switch (code) {
    case 'commander.unknownCommand':
      return say.unknownCommand(name);
    case 'commander.unknownOption':
      return say.unknownOption(name);
    case 'commander.missingArgument':
      return say.missingArgument(name.toUpperCase());
    case 'commander.optionMissingArgument':
      return say.optionMissingArgument(name);
    case 'commander.excessArguments':
      return say.excessArguments;
    case 'commander.invalidArgument': {
      const choices = /Allowed choices are ([^.]*)\./.exec(message)?.[1];
      const value = /argument '([^']*)' is invalid/.exec(message)?.[1] ?? '';
      if (choices !== undefined) return say.invalidChoice(name, value, choices);
      // What our own check of the value says stands after commander's words.
      return message.replace(/^.*? is invalid\. /, '');
    }
    default:
      return message;
  }
}
