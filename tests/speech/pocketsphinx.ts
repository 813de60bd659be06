import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { decodeMulaw, encodeWav, resample } from '@ringback/engine';

const run = promisify(execFile);

/**
 * Its model was made of speech at 16 kHz: telephone speech has nothing above 4 kHz, and without anything there most words are missed. So the
 * mirrored image of the lower half is mixed in, 9 dB below it.
 */
const IMAGE = 0.7;
/** Both together stay within full scale. */
const SCALE = 0.6;

function widened(mulaw: Uint8Array): Int16Array {
  const narrow = decodeMulaw(mulaw);
  const wide = resample(narrow, 8_000, 16_000);
  return wide.map((sample, index) => SCALE * (sample + (index % 2 === 0 ? IMAGE * (narrow[index / 2] ?? 0) : 0)));
}

/**
 * The words in telephone audio, lower case, without marks; '' where none are found.
 *
 * @param sentences what may have been said, as one of these or several behind one another: letters and spaces alone.
 */
export async function recogniseSpeech(mulaw: Uint8Array, sentences: readonly string[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ringback-words-'));
  try {
    const file = join(folder, 'speech.wav');
    const grammar = join(folder, 'sentences.gram');
    // Some quiet around it, for the recogniser's own end-pointing.
    const speech = widened(mulaw);
    const padded = new Int16Array(speech.length + 16_000);
    padded.set(speech, 8_000);
    await writeFile(file, encodeWav(padded, 16_000));
    const choices = sentences.map((sentence) => sentence.toLowerCase()).join(' | ');
    await writeFile(grammar, `#JSGF V1.0;\ngrammar sentences;\npublic <said> = ( ${choices} )+ ;\n`);
    const { stdout } = await run('pocketsphinx_continuous', ['-infile', file, '-jsgf', grammar, '-logfn', '/dev/null']);
    return stdout.replace(/\s+/g, ' ').trim();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
