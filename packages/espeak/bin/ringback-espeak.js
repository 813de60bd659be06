#!/usr/bin/env node
// Speaks text with eSpeak NG, over standard input and output. README.md describes the protocol.
//
// This file is part of ringback-espeak: free software under the GNU General Public License, version 3 or (at your option) any later
// version. It comes without any warranty. See LICENSE.

import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const PROTOCOL = 1;
/** Longest text of one request, in UTF-16 units: some ten minutes of speech, and 30 MB of sound. */
const LONGEST_TEXT = 5000;
/** Longest line of input in bytes: a text of the longest kind, every unit escaped, and the rest of a request. */
const LONGEST_LINE = 64 * 1024;
/** Voices of eSpeak NG are named so (`cmn`, `en-us`, `en-gb-x-rp`); nothing else gets near its file names. */
const VOICE = /^[a-z]{2,8}(-[a-z0-9]{1,8}){0,4}$/i;

const WAV_HEADER_BYTES = 44;

// eSpeak's file layer makes tens of thousands of error objects as it starts; their stack traces would be a third of its time.
Error.stackTraceLimit = 0;

const location = createRequire(import.meta.url).resolve('espeak-ng');
const { default: createEspeak } = await import(pathToFileURL(location).href);
// Compiled once; every sentence gets a fresh instance of it, since the program inside runs once and leaves its memory as it is.
const compiled = await WebAssembly.compile(await readFile(location.replace(/\.js$/, '.wasm')));

/**
 * An instance of eSpeak NG with its memory in place, that runs when told what to say. The next one is made while nobody waits:
 * that is a third of the time of a short sentence.
 */
class Espeak {
  #arguments = [];
  #complaint = 'eSpeak NG wrote no sound';
  #text = '';
  #filesystem;
  #run;
  /** Resolves when it can speak. */
  ready;

  constructor() {
    this.ready = new Promise((resolve, reject) => {
      const finished = createEspeak({
        arguments: this.#arguments,
        print: () => {},
        // Beside its errors it tells every ten seconds that it waits.
        printErr: (message) => {
          if (message.startsWith('Error:')) this.#complaint = message;
        },
        preRun: [
          (module) => {
            this.#filesystem = module.FS;
            module.FS.writeFile('/text', this.#text);
          },
        ],
        instantiateWasm: (imports, receive) => {
          WebAssembly.instantiate(compiled, imports).then((instance) => {
            this.#run = () => receive(instance, compiled);
            resolve();
          }, reject);
          return {};
        },
      });
      // What goes wrong is thrown to whoever calls `speak`; this promise tells it once more.
      finished.catch(reject);
    });
    this.ready.catch(() => {});
  }

  /** @returns the sound as PCM16 little endian, and its rate. */
  speak({ text, voice, pitch, rate }) {
    this.#text = text;
    // The text goes by a file: as an argument it could be taken for an option. -z: no pause at the end. -D: always the same noise.
    this.#arguments.push(
      '-w',
      '/wav',
      '-b',
      '1',
      '-z',
      '-D',
      '-v',
      voice,
      '-p',
      `${pitch}`,
      '-s',
      `${rate}`,
      '-f',
      '/text',
    );
    this.#run();
    let wav;
    try {
      wav = this.#filesystem.readFile('/wav');
    } catch {
      throw new Error(this.#complaint);
    }
    const view = Buffer.from(wav.buffer, wav.byteOffset, wav.byteLength);
    const bytes = view.subarray(WAV_HEADER_BYTES);
    return { rate: view.readUInt32LE(24), bytes: bytes.subarray(0, bytes.length - (bytes.length % 2)) };
  }
}

/** @returns the request, or throws an error that says what is wrong with it. */
function readRequest(line) {
  const request = JSON.parse(line);
  if (typeof request !== 'object' || request === null || Array.isArray(request))
    throw new Error('a request is a JSON object');
  const { text, voice = 'en-us', pitch = 50, rate = 175 } = request;
  if (typeof text !== 'string') throw new Error('text must be a string');
  if (text.length > LONGEST_TEXT) throw new Error(`text is longer than ${LONGEST_TEXT} characters`);
  if (typeof voice !== 'string' || !VOICE.test(voice))
    throw new Error('voice must be the name of a voice, such as cmn or en-us');
  if (!Number.isInteger(pitch) || pitch < 0 || pitch > 99) throw new Error('pitch must be a whole number from 0 to 99');
  if (!Number.isInteger(rate) || rate < 80 || rate > 450) throw new Error('rate must be a whole number from 80 to 450');
  return { text: plain(text), voice, pitch, rate };
}

/** Takes away what eSpeak NG would obey rather than read: phonemes in double brackets, its own control characters, ends of text. */
function plain(text) {
  return text.replace(/[\p{Cc}\p{Cs}\p{Co}\p{Cn}]/gu, ' ').replace(/\[(?=\[)/g, '[ ');
}

async function write(chunk) {
  if (!process.stdout.write(chunk)) await once(process.stdout, 'drain');
}

let spare = new Espeak();

async function answer(line) {
  let id = null;
  let sound;
  try {
    id = idOf(line);
    const request = readRequest(line);
    const espeak = spare;
    spare = undefined;
    await espeak?.ready;
    sound = (espeak ?? (await fresh())).speak(request);
  } catch (error) {
    await write(`${JSON.stringify({ id, error: messageOf(error) })}\n`);
  }
  if (sound !== undefined) {
    await write(`${JSON.stringify({ id, rate: sound.rate, bytes: sound.bytes.length })}\n`);
    if (sound.bytes.length > 0) await write(sound.bytes);
  }
  spare ??= new Espeak();
}

async function fresh() {
  const espeak = new Espeak();
  await espeak.ready;
  return espeak;
}

/** The id, where the line has one, so that even a bad request is answered by name. */
function idOf(line) {
  try {
    const id = JSON.parse(line)?.id;
    return typeof id === 'number' || typeof id === 'string' ? id : null;
  } catch {
    throw new Error('the line is not JSON');
  }
}

function messageOf(error) {
  return (error instanceof Error ? error.message : String(error)).slice(0, 300) || 'eSpeak NG failed';
}

/** Lines of the input; `null` for one that is too long. */
async function* lines(input) {
  let rest = [];
  let length = 0;
  for await (const chunk of input) {
    let from = 0;
    for (let end = chunk.indexOf(10, from); end >= 0; end = chunk.indexOf(10, from)) {
      rest.push(chunk.subarray(from, end));
      length += end - from;
      yield length > LONGEST_LINE ? null : Buffer.concat(rest).toString('utf8');
      rest = [];
      length = 0;
      from = end + 1;
    }
    length += chunk.length - from;
    if (length <= LONGEST_LINE) rest.push(chunk.subarray(from));
    else rest = [];
  }
  if (length > 0) yield length > LONGEST_LINE ? null : Buffer.concat(rest).toString('utf8');
}

// Ctrl-C reaches every process of a terminal. Whoever started this one may still have last words to be spoken, and ends it by closing
// standard input.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});
// Nobody reads any more.
process.stdout.on('error', () => process.exit(0));

await spare.ready;
await write(`${JSON.stringify({ ready: true, program: 'ringback-espeak', protocol: PROTOCOL })}\n`);
for await (const line of lines(process.stdin)) {
  if (line === null)
    await write(`${JSON.stringify({ id: null, error: `a line is longer than ${LONGEST_LINE} bytes` })}\n`);
  else if (line.trim() !== '') await answer(line);
}
// The spare instance waits with a timer; and eSpeak NG leaves its own exit status behind.
process.stdout.write('', () => process.exit(0));
