import type { CommandContext } from '../command-context.js';
import { serviceUrl } from '../configuration.js';
import { displayWidth, padToWidth } from '../terminal/display-width.js';

/** Where the console and the API are, and what to try next, ready to be pasted into a shell. */
export function printNextSteps(context: CommandContext, url: string, key: string): void {
  const { terminal, say, env } = context;
  const { bold, dim, cyan } = terminal.colours;
  // Through npm the program is not on the path; `npx` finds it in the clone.
  const ringback = env.npm_lifecycle_event === undefined ? 'ringback' : 'npx ringback';
  const elsewhere = serviceUrl(env, say) !== url;
  const shell = (lines: readonly string[]): void => {
    for (const line of lines) terminal.print(`  ${line}`);
  };

  terminal.print(bold(say.demoConsole));
  terminal.print(`  ${cyan(url)}  ${dim(say.demoConsoleIs)}`);

  terminal.print();
  terminal.print(bold(say.demoApi));
  const places = [
    [`${url}/openapi.json`, say.demoOpenApi],
    [`${url}/api/v1/callinfo/…`, say.demoSteponeApi],
    [`${url}/v1/…`, say.demoOwnApi],
  ] as const;
  const width = Math.max(...places.map(([place]) => displayWidth(place)));
  for (const [place, means] of places) terminal.print(`  ${padToWidth(place, width)}  ${dim(means)}`);

  terminal.print();
  terminal.print(bold(say.demoTry));
  shell([
    cyan(`export STEPONEAI_API_KEY=${key}`),
    ...(elsewhere ? [cyan(`export RINGBACK_URL=${url}`), cyan(`export STEPONEAI_API_BASE=${url}`)] : []),
    cyan(`${ringback} call 13800138006 "通知王女士周五下午三点体检" --watch`),
    cyan(`curl -s ${url}/api/v1/callinfo/initiate_call \\`),
    cyan(`  -H "X-API-Key: $STEPONEAI_API_KEY" -H 'Content-Type: application/json' \\`),
    cyan(`  -d '{"phones":"13900139000","user_requirement":"通知您明天上午9点开会"}'`),
  ]);

  terminal.print();
  terminal.print(bold(say.demoNumbers));
  for (const [number, means] of say.demoCallees) terminal.print(`  ${number}  ${dim(means)}`);
}
