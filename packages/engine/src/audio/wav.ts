import { RingbackError } from '../errors.js';

/** Of a header that {@link wavHeader} makes. */
export const WAV_HEADER_BYTES = 44;
const HEADER_BYTES = WAV_HEADER_BYTES;
/** `WAVE_FORMAT_PCM`, and the extensible form that names PCM in its sub-format. */
const FORMAT_PCM = 1;
const FORMAT_EXTENSIBLE = 0xfffe;

/** Sound of a WAV file: one array a channel, all of the same length. */
export interface WavAudio {
  /** Samples a second. */
  rate: number;
  channels: Int16Array[];
}

/**
 * A RIFF/WAVE file of 16-bit PCM.
 *
 * @param samples one array for mono, or one a channel; shorter channels are filled with silence.
 * @param rate samples a second, a whole number above 0.
 * @throws RingbackError `invalid_wav` for no channel, more than 32,767, an impossible rate, or more than 4 GiB.
 */
export function encodeWav(samples: Int16Array | Int16Array[], rate: number): Uint8Array {
  const channels = Array.isArray(samples) ? samples : [samples];
  if (channels.length === 0 || channels.length > 0x7fff) throw invalid(`${channels.length} channels cannot be written`);
  if (!Number.isInteger(rate) || rate < 1 || rate > 0xffff_ffff / (channels.length * 2)) {
    throw invalid(`${rate} is not a sample rate`);
  }
  const frames = channels.reduce((most, channel) => Math.max(most, channel.length), 0);
  const frameBytes = channels.length * 2;
  const dataBytes = frames * frameBytes;
  if (HEADER_BYTES - 8 + dataBytes > 0xffff_ffff) throw invalid('the sound is longer than a WAV file can be (4 GiB)');
  const bytes = new Uint8Array(HEADER_BYTES + dataBytes);
  const view = new DataView(bytes.buffer);
  bytes.set(wavHeader(channels.length, rate, dataBytes));
  channels.forEach((channel, position) => {
    let offset = HEADER_BYTES + position * 2;
    for (let frame = 0; frame < channel.length; frame += 1, offset += frameBytes) {
      view.setInt16(offset, channel[frame] as number, true);
    }
  });
  return bytes;
}

/**
 * What stands before the samples of a file of 16-bit PCM, 44 bytes.
 *
 * @param dataBytes of sound that follow; null: not known yet, and the sound reaches to the end of the file.
 */
export function wavHeader(channels: number, rate: number, dataBytes: number | null): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES);
  const view = new DataView(bytes.buffer);
  const frameBytes = channels * 2;
  writeTag(bytes, 0, 'RIFF');
  view.setUint32(4, dataBytes === null ? 0xffff_ffff : HEADER_BYTES - 8 + dataBytes, true);
  writeTag(bytes, 8, 'WAVE');
  writeTag(bytes, 12, 'fmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, FORMAT_PCM, true);
  view.setUint16(22, channels, true);
  view.setUint32(24, rate, true);
  view.setUint32(28, rate * frameBytes, true);
  view.setUint16(32, frameBytes, true);
  view.setUint16(34, 16, true);
  writeTag(bytes, 36, 'data');
  view.setUint32(40, dataBytes ?? 0xffff_ffff, true);
  return bytes;
}

/**
 * Reads a RIFF/WAVE file of 16-bit PCM. Chunks that are not needed are skipped. A `data` chunk whose length was never filled in
 * (0 or 0xFFFFFFFF with sound behind it, as programs that write to a pipe leave it) reaches to the end of the file.
 *
 * @throws RingbackError `invalid_wav` for anything else: not WAV, cut short, no `fmt ` or `data` chunk, not 16-bit PCM.
 */
export function decodeWav(bytes: Uint8Array): WavAudio {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 12 || readTag(bytes, 0) !== 'RIFF' || readTag(bytes, 8) !== 'WAVE') {
    throw invalid('this is not a WAV file: it does not begin with RIFF and WAVE');
  }
  let format: { rate: number; channels: number } | undefined;
  for (let offset = 12; offset + 8 <= bytes.length; ) {
    const tag = readTag(bytes, offset);
    const length = view.getUint32(offset + 4, true);
    const start = offset + 8;
    const rest = bytes.length - start;
    if (tag === 'fmt ') {
      if (format !== undefined) throw invalid('the file describes its format twice');
      format = readFormat(view, start, Math.min(length, rest));
    } else if (tag === 'data') {
      if (format === undefined) throw invalid('the sound comes before its format');
      const unfilled = length === 0xffff_ffff || (length === 0 && rest > 0);
      if (!unfilled && length > rest) throw invalid(`the file is cut short: ${length} bytes of sound, ${rest} there`);
      return readSamples(view, start, unfilled ? rest : length, unfilled, format);
    }
    // Chunks are padded to an even length.
    offset = start + length + (length % 2);
  }
  throw invalid(format === undefined ? 'the file has no `fmt ` chunk' : 'the file has no `data` chunk');
}

function readFormat(view: DataView, start: number, length: number): { rate: number; channels: number } {
  if (length < 16) throw invalid('the `fmt ` chunk is cut short');
  let format = view.getUint16(start, true);
  if (format === FORMAT_EXTENSIBLE) {
    if (length < 26) throw invalid('the extensible `fmt ` chunk is cut short');
    format = view.getUint16(start + 24, true);
  }
  const channels = view.getUint16(start + 2, true);
  const rate = view.getUint32(start + 4, true);
  const bits = view.getUint16(start + 14, true);
  if (format !== FORMAT_PCM || bits !== 16) {
    throw invalid(`only 16-bit PCM is read, this is format ${format} with ${bits} bits: convert the file first`);
  }
  if (channels === 0 || rate === 0) throw invalid(`the file names ${channels} channels at ${rate} samples a second`);
  if (view.getUint16(start + 12, true) !== channels * 2)
    throw invalid('the length of a frame does not fit its channels');
  return { rate, channels };
}

function readSamples(
  view: DataView,
  start: number,
  length: number,
  unfilled: boolean,
  format: { rate: number; channels: number },
): WavAudio {
  const frameBytes = format.channels * 2;
  if (!unfilled && length % frameBytes !== 0) throw invalid('the sound does not end at the end of a frame');
  const frames = Math.floor(length / frameBytes);
  const channels = Array.from({ length: format.channels }, () => new Int16Array(frames));
  channels.forEach((channel, position) => {
    let offset = start + position * 2;
    for (let frame = 0; frame < frames; frame += 1, offset += frameBytes) channel[frame] = view.getInt16(offset, true);
  });
  return { rate: format.rate, channels };
}

function readTag(bytes: Uint8Array, offset: number): string {
  return String.fromCharCode(...bytes.subarray(offset, offset + 4));
}

function writeTag(bytes: Uint8Array, offset: number, tag: string): void {
  for (let index = 0; index < 4; index += 1) bytes[offset + index] = tag.charCodeAt(index);
}

function invalid(message: string): RingbackError {
  return new RingbackError('invalid_wav', message);
}
