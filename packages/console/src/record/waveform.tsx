import { useMantineTheme } from '@mantine/core';
import type { RecordingPeaks } from '@ringback/client';
import { getNonce } from 'get-nonce';
import { type ReactNode, type RefObject, useEffect, useRef } from 'react';
import WaveSurfer from 'wavesurfer.js';

const CHANNEL_HEIGHT = 44;

export interface WaveformProps {
  audio: RefObject<HTMLAudioElement | null>;
  peaks: RecordingPeaks;
}

/** Both sides of the talk, the callee above. For the eye and the mouse: the slider below it is for everybody. */
export function Waveform({ audio, peaks }: WaveformProps): ReactNode {
  const container = useRef<HTMLDivElement>(null);
  const { colors } = useMantineTheme();
  const { green, indigo } = colors;
  useEffect(() => {
    if (container.current === null || audio.current === null) return;
    const channel = (played: string | undefined, coming: string | undefined) => ({
      height: CHANNEL_HEIGHT,
      waveColor: coming as string,
      progressColor: played as string,
    });
    const wave = WaveSurfer.create({
      container: container.current,
      media: audio.current,
      peaks: [peaks.callee, peaks.assistant].map((loud) => loud.map((value) => value / 255)),
      duration: peaks.duration_ms / 1000,
      splitChannels: [channel(green[8], green[4]), channel(indigo[8], indigo[4])],
      normalize: true,
      barWidth: 2,
      barGap: 1,
      barRadius: 1,
      cursorColor: '#868e96',
      cursorWidth: 2,
      dragToSeek: true,
      cspNonce: getNonce() ?? '',
    });
    return () => wave.destroy();
  }, [audio, peaks, green, indigo]);
  return <div ref={container} aria-hidden className="waveform" data-testid="waveform" />;
}
