import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';

/** How often the position is told while it plays: more often than the eye sees in a marked line, seldom enough to draw little. */
const TELL_EVERY_MS = 100;

export interface Playback {
  audio: RefObject<HTMLAudioElement | null>;
  playing: boolean;
  /** Milliseconds from the recording's first sample. */
  positionMs: number;
  failed: boolean;
  toggle(): void;
  readonly seek: (ms: number) => void;
  /** Plays on from there; the same function for as long as the record is shown. */
  readonly playFrom: (ms: number) => void;
}

/** The one audio element of a record, and where it is. */
export function usePlayback(): Playback {
  const audio = useRef<HTMLAudioElement>(null);
  const [playing, setPlaying] = useState(false);
  const [positionMs, setPosition] = useState(0);
  const [failed, setFailed] = useState(false);

  useEffect(() => {
    const element = audio.current;
    if (element === null) return;
    const tell = (): void => setPosition(element.currentTime * 1000);
    const played = (): void => setPlaying(!element.paused);
    const broke = (): void => setFailed(true);
    for (const name of ['timeupdate', 'seeking', 'seeked', 'ended']) element.addEventListener(name, tell);
    for (const name of ['play', 'pause', 'ended']) element.addEventListener(name, played);
    element.addEventListener('error', broke);
    return () => {
      for (const name of ['timeupdate', 'seeking', 'seeked', 'ended']) element.removeEventListener(name, tell);
      for (const name of ['play', 'pause', 'ended']) element.removeEventListener(name, played);
      element.removeEventListener('error', broke);
    };
  }, []);

  useEffect(() => {
    if (!playing) return;
    const timer = setInterval(() => setPosition((audio.current?.currentTime ?? 0) * 1000), TELL_EVERY_MS);
    return () => clearInterval(timer);
  }, [playing]);

  const seek = useCallback((ms: number): void => {
    if (audio.current !== null) audio.current.currentTime = Math.max(0, ms) / 1000;
    setPosition(Math.max(0, ms));
  }, []);
  const play = useCallback((): void => {
    // Refused where it cannot be played: the element's own error tells that.
    audio.current?.play().catch(() => {});
  }, []);
  const playFrom = useCallback(
    (ms: number): void => {
      seek(ms);
      play();
    },
    [seek, play],
  );
  const toggle = (): void => (audio.current?.paused === false ? audio.current.pause() : play());
  return { audio, playing, positionMs, failed, seek, toggle, playFrom };
}
