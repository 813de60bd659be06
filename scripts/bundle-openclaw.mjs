/**
 * Puts the plugin into one JavaScript file, `dist/index.js`: OpenClaw installs a plugin by copying it, and runs no package manager for a folder or an
 * archive. Writes `openclaw.plugin.json` and the licences of what is inside, too.
 *
 * OpenClaw's security audit reads it line by line, and looks at nothing larger than a megabyte. So it keeps its lines, and comments go, long names in
 * what others wrote, and of Twilio's package everything but making, ending and finding calls, and verifying signatures.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { rolldown } from 'rolldown';
import { minifySync } from 'rolldown/utils';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const here = join(root, 'packages', 'openclaw');
const dist = join(here, 'dist');
const { version } = JSON.parse(readFileSync(join(here, 'package.json'), 'utf8'));

/** A module of another package that nothing of ours reaches; whoever does is told. */
const LEFT_OUT = '\0left-out';
const leftOut =
  'module.exports = new Proxy(class {}, { construct() { throw new Error("left out of this bundle"); } });';

/** A package that is not there, as its user finds out by a failing `require`. */
const MISSING = '\0missing';
const missing = 'throw new Error("not in this bundle");';

/** In place of `debug`, which writes to the terminal what a variable of the environment asks for. */
const SILENT = '\0silent';
const silent = 'module.exports = () => Object.assign(() => {}, { enabled: false });';

/** What others wrote is shortened; what we wrote is there to be read. */
const OTHERS = { compress: true, mangle: { toplevel: true }, codegen: { removeWhitespace: false } };

/** Importers, and what of their imports is left out. */
const WITHOUT = [
  // Other products than calls.
  [/[\\/]twilio[\\/]lib[\\/]rest[\\/]Twilio\.js$/, (name) => /^\.\/[A-Z]/.test(name) && name !== './Api'],
  [/[\\/]twilio[\\/]lib[\\/]rest[\\/]api[\\/]v2010[\\/]account\.js$/, (name) => /^\.\/account\/(?!call$)/.test(name)],
  [/[\\/]twilio[\\/]lib[\\/]rest[\\/]api[\\/]v2010[\\/]account[\\/]call\.js$/, (name) => name.startsWith('./call/')],
  // Tokens for browsers and phones, TwiML builders, and OAuth.
  [/[\\/]twilio[\\/]lib[\\/]index\.js$/, (name) => /^\.\/(jwt|twiml|credential_provider)\//.test(name)],
  [/[\\/]twilio[\\/]lib[\\/]base[\\/]RequestClient\.js$/, (name) => name.includes('/jwt/')],
  // Mock calls are over when the gateway is.
  [/[\\/]engine[\\/]dist[\\/]carriers[\\/]simulator[\\/]simulator\.js$/, (name) => name === './dial-journal.js'],
  // Mock callees give captions, and real ones are spoken with by a model: nobody answers by keys alone.
  [
    /[\\/]engine[\\/]dist[\\/]conversations[\\/]notice[\\/]notice-conversations\.js$/,
    (name) => name === './keypad-conversation.js',
  ],
  // How a key that is missing is printed, in an error that the one who asks, `qs`, never causes.
  [/[\\/]side-channel(?:-list|-map|-weakmap)?[\\/]/, (name) => name === 'object-inspect'],
  // Media are never compressed, and nobody reads a socket as a stream.
  [/[\\/]ws[\\/]/, (name) => name.endsWith('/permessage-deflate') || name === './lib/stream'],
  // Uploads: what is sent to Twilio is a short form.
  [/[\\/]axios[\\/]/, (name) => name === 'form-data'],
];

const plugin = {
  name: 'supercall',
  resolveId(name, importer) {
    if (importer === undefined) return null;
    if (name === 'debug') return SILENT;
    // Native speed-ups of `ws` that it does without.
    if (name === 'bufferutil' || name === 'utf-8-validate') return MISSING;
    return WITHOUT.some(([from, what]) => from.test(importer) && what(name)) ? LEFT_OUT : null;
  },
  load(id) {
    if (id === LEFT_OUT) return leftOut;
    if (id === MISSING) return missing;
    return id === SILENT ? silent : null;
  },
  transform(code, id) {
    // The engine asks Node for `ws` when it first needs it; in here it is at hand, and run only then, too.
    // Numbering plans as one line in place of twenty thousand, without how people group digits.
    const plans =
      /[\\/]libphonenumber-js[\\/]metadata\.max\.json\.js$/.test(id) &&
      /^[^{]*export default (\{.*\});?\s*$/s.exec(code);
    if (plans)
      return `export default JSON.parse(String.raw\`${JSON.stringify(withoutFormats(JSON.parse(plans[1])))}\`);`;
    if (/[\\/]node_modules[\\/]/.test(id) && id.endsWith('js'))
      return minifySync(id, withoutFiles(id, code), OTHERS).code;
    if (!/[\\/]engine[\\/]dist[\\/]web-sockets[\\/]web-sockets\.js$/.test(id)) return null;
    return code.replace(/^import \{ createRequire \}.*$/m, '').replace(/^const require = .*$/m, '');
  },
};

/** A country's formats are the fifth of its fields (libphonenumber-js, source/metadata.js). */
function withoutFormats(plans) {
  for (const country of Object.values(plans.countries)) country[4] = [];
  return plans;
}

/** Twilio's package reads a file that a variable names, of certificates; Node's own NODE_EXTRA_CA_CERTS does that for all. */
function withoutFiles(id, code) {
  if (!/[\\/]twilio[\\/]lib[\\/]base[\\/]RequestClient\.js$/.test(id)) return code;
  const without = code.replace(/if \(process\.env\.TWILIO_CA_BUNDLE !== undefined\) \{[^{}]*\{[^{}]*\}\s*\}/, '');
  if (without.includes('readFileSync')) throw new Error(`${id} reads files in another way than it did: look at it`);
  return without;
}

async function bundle(input) {
  const built = await rolldown({
    input: join(here, 'src', input),
    platform: 'node',
    external: [/^node:/],
    plugins: [plugin],
    logLevel: 'warn',
  });
  const { output } = await built.generate({
    format: 'esm',
    codeSplitting: false,
    comments: false,
    minify: { compress: true, mangle: false, codegen: { removeWhitespace: false } },
    banner: `/* SuperCall ${version} for OpenClaw, https://github.com/ringback/ringback. Licences of what is inside: LICENSES.txt beside it. */`,
  });
  await built.close();
  return output[0];
}

/** Of every package in the bundle, once: its name, its licence, and the text of it. */
function licences(modules) {
  const found = new Map();
  for (const id of modules) {
    const at = /^(.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+)[\\/](?!.*[\\/]node_modules[\\/])/.exec(id)?.[1];
    if (at === undefined || found.has(at)) continue;
    const { name, version: of, license } = JSON.parse(readFileSync(join(at, 'package.json'), 'utf8'));
    const file = readdirSync(at).find((one) => /^(licen[cs]e|copying)(\.|$)/i.test(one));
    const text = file === undefined ? '' : readFileSync(join(at, file), 'utf8').trim();
    found.set(at, `${name} ${of} (${license ?? 'see below'})\n\n${text}`);
  }
  return `${[...found.values()].sort().join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}

/**
 * The few sentences that the engine says itself where the model cannot, spoken beforehand: a speech program has no place in the file. They change
 * seldom and take seconds to make, so they are made anew only when they did.
 */
async function words() {
  const { createSynthesiser, ownSentences } = await import('@ringback/engine');
  const kept = join(root, '.cache', 'openclaw-words.json');
  const sentences = ownSentences();
  try {
    const before = JSON.parse(readFileSync(kept, 'utf8'));
    if (
      isDeepStrictEqual(
        before.map(({ language, text }) => ({ language, text })),
        sentences,
      )
    )
      return JSON.stringify(before);
  } catch {
    // There were none yet.
  }
  const synthesiser = await createSynthesiser({ kind: 'espeak' });
  const spoken = [];
  for (const { language, text } of sentences) {
    const audio = await synthesiser.speak(text, { language });
    spoken.push({ language, text, mulaw: Buffer.from(audio.bytes).toString('base64') });
  }
  await synthesiser.close();
  mkdirSync(dirname(kept), { recursive: true });
  writeFileSync(kept, JSON.stringify(spoken));
  return JSON.stringify(spoken);
}

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });
const { code, moduleIds } = await bundle('index.ts');
writeFileSync(join(dist, 'index.js'), code);
writeFileSync(join(dist, 'LICENSES.txt'), licences(moduleIds));

writeFileSync(join(dist, 'words.json'), await words());

const draft = join(dist, 'manifest.mjs');
writeFileSync(draft, (await bundle('manifest.ts')).code);
const { manifest } = await import(pathToFileURL(draft).href);
rmSync(draft);
writeFileSync(join(here, 'openclaw.plugin.json'), `${JSON.stringify(manifest(version), null, 2)}\n`);
