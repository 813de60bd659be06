import type { Variable } from './variable.js';
import { VARIABLES } from './variables.js';

/** The table of `docs/configuration.md`, as Markdown. */
export function configurationTable(): string {
  const rows = Object.entries(VARIABLES).map(([name, notes]: [string, Variable<unknown>]) => {
    const fallback = notes.fallback === undefined ? '(unset)' : `\`${notes.fallback}\``;
    return `| \`${name}\` | ${fallback} | ${notes.means} | ${notes.write} |`;
  });
  return ['| variable | default | what it sets | write |', '| --- | --- | --- | --- |', ...rows].join('\n');
}
