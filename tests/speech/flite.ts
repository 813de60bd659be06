import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { decodeWav, encodeMulaw, MulawAudio, resample, type Synthesiser } from '@ringback/engine';

const run = promisify(execFile);

/** Clear English speech by Debian's `flite`, voice `rms`: the one that recognisers understand best at 8 kHz. */
export class FliteSynthesiser implements Synthesiser {
  readonly name = 'espeak';

  async speak(text: string): Promise<MulawAudio> {
    const folder = await mkdtemp(join(tmpdir(), 'ringback-flite-'));
    try {
      const file = join(folder, 'speech.wav');
      await run('flite', ['-voice', 'rms', '-t', text, '-o', file]);
      const { channels, rate } = decodeWav(await readFile(file));
      return MulawAudio.fromBytes(encodeMulaw(resample(channels[0] as Int16Array, rate, 8_000)));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  async close(): Promise<void> {}
}
