import type { CommandContext } from './command-context.js';
import { examine } from './doctor-checks.js';
import { EXIT } from './exit-code.js';
import type { Finding } from './finding.js';
import { plain } from './table.js';

/** Checks everything and says what to mend. Ends with 1 where something has to be. */
export async function doctor(context: CommandContext, options: { json?: boolean }): Promise<number> {
  const { say, surroundings } = context;
  const { colours } = surroundings;
  const findings: Finding[] = [];
  const paint = { ok: colours.green, warn: colours.yellow, fail: colours.red };
  for await (const finding of examine(surroundings.env)) {
    findings.push(finding);
    if (options.json === true) continue;
    const { check, status, message, mend } = finding;
    surroundings.write(
      `${paint[status](say.doctorMarks[status].padEnd(4))}  ${colours.bold(check)}  ${plain(message)}\n`,
    );
    if (mend !== undefined) surroundings.write(`      → ${plain(mend)}\n`);
  }
  const failed = findings.filter(({ status }) => status === 'fail').length;
  const warned = findings.filter(({ status }) => status === 'warn').length;
  if (options.json === true) context.printJson({ ok: failed === 0, checks: findings });
  else {
    const verdict = failed > 0 ? say.doctorFailed(failed) : warned > 0 ? say.doctorWarned(warned) : say.doctorFine;
    surroundings.write(`\n${verdict}\n`);
  }
  return failed > 0 ? EXIT.failure : EXIT.ok;
}
