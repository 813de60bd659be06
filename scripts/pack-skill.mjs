/**
 * `npm run pack:skill`: the archive that users of the skill install, `ai-calls-china-phone.zip`: SKILL.md and the four scripts at its
 * root, `scripts/` beside them, the scripts with their run bit. The same input gives the same bytes, whose SHA-256 is printed. Another path
 * may be given.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { root, setUp } from './setup.mjs';

await setUp();
const { zipSync } = await import('fflate');

const folder = join(root, 'skills', 'ai-calls-china-phone');
const target = resolve(process.argv[2] ?? join(root, 'ai-calls-china-phone.zip'));

/** ZIP's "made by" host 3 is Unix; the mode then stands in the upper half of the external attributes (APPNOTE 4.4.2, 4.4.15). */
const UNIX = 3;
const REGULAR_FILE = 0o100000;
/** A fixed time, so that the archive follows from its content alone. ZIP holds local time: midnight wherever this runs. */
const MODIFIED = new Date(2026, 0, 1);

function entries(path, prefix = '') {
  return readdirSync(path)
    .sort()
    .flatMap((name) => {
      const full = join(path, name);
      if (statSync(full).isDirectory()) return entries(full, `${prefix}${name}/`);
      const mode = name.endsWith('.sh') ? 0o755 : 0o644;
      const options = { os: UNIX, attrs: (REGULAR_FILE | mode) * 0x10000, mtime: MODIFIED, level: 9 };
      return [[`${prefix}${name}`, [new Uint8Array(readFileSync(full)), options]]];
    });
}

const files = Object.fromEntries(entries(folder));
const archive = zipSync(files);
writeFileSync(target, archive);
console.log(`${target}: ${Object.keys(files).join(', ')}`);
console.log(`SHA-256: ${createHash('sha256').update(archive).digest('hex')}`);
