import { describe, expect, it } from 'vitest';
import { MULAW_SILENCE, MulawAudio } from '../audio/mulaw-audio.js';
import { TonesSynthesiser } from '../speech/tones.js';
import { RecentSound } from './recent-sound.js';

const LOUD = MulawAudio.fromBytes(new Uint8Array(160).map((_, index) => (index % 2 === 0 ? 0x10 : 0x90)));
const SILENT = MulawAudio.fromBytes(new Uint8Array(160).fill(MULAW_SILENCE));

function after(...stretches: [audio: MulawAudio, ms: number][]): RecentSound {
  const sound = new RecentSound();
  for (const [audio, ms] of stretches) for (let at = 0; at < ms; at += 20) sound.push(audio);
  return sound;
}

describe('the callee’s recent sound', () => {
  it('is measured from its beginning until now', () => {
    expect(after([SILENT, 400], [LOUD, 240]).soundingMs()).toBe(240);
    expect(after([SILENT, 2_000], [LOUD, 400], [SILENT, 100], [LOUD, 60]).soundingMs()).toBe(560);
  });

  it('does not count the quiet behind it, and is over after a pause that no word has', () => {
    expect(after([SILENT, 400], [LOUD, 240], [SILENT, 100]).soundingMs()).toBe(240);
    expect(after([SILENT, 400], [LOUD, 240], [SILENT, 160]).soundingMs()).toBe(0);
    expect(after([SILENT, 400], [LOUD, 200], [SILENT, 200], [LOUD, 80]).soundingMs()).toBe(80);
  });

  it('is at most what is kept', () => {
    expect(after([SILENT, 400], [LOUD, 5_000]).soundingMs()).toBeNull();
    expect(after([SILENT, 400], [LOUD, 1_100]).soundingMs()).toBe(1_100);
  });

  it('cannot be told where nothing stands out, or nothing came since it was asked', () => {
    expect(after().soundingMs()).toBeNull();
    expect(after([SILENT, 1_000]).soundingMs()).toBeNull();
    const sound = after([SILENT, 400], [LOUD, 240]);
    expect(sound.soundingMs()).toBe(240);
    expect(sound.soundingMs()).toBeNull();
    sound.push(LOUD);
    expect(sound.soundingMs()).toBe(260);
  });

  it('is found in speech, and in noise', async () => {
    const speech = await new TonesSynthesiser().speak('等一下，我有话要说。', { language: 'zh' });
    const sound = new RecentSound();
    for (let at = 0; at < 500; at += 20) sound.push(SILENT);
    let spokenMs = 0;
    for (const frame of speech.split(160).slice(0, 30)) {
      sound.push(frame);
      spokenMs += 20;
    }
    const measured = sound.soundingMs() as number;
    expect(measured).toBeGreaterThan(spokenMs - 120);
    expect(measured).toBeLessThanOrEqual(spokenMs);
  });
});
