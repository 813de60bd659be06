import { ActionIcon, Alert, Group, Loader, NativeSelect, Paper, Slider, Stack, Text } from '@mantine/core';
import type { Utterance } from '@ringback/client';
import {
  IconPlayerPauseFilled,
  IconPlayerPlayFilled,
  IconRewindBackward5,
  IconRewindForward5,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { memo, type ReactNode } from 'react';
import { clock } from '../app/clock.js';
import { useCallWords } from '../call/call-words.js';
import { useClients } from '../data/clients.js';
import { Failure } from '../data/failure.js';
import type { Playback } from './playback.js';
import { Waveform } from './waveform.js';
import { useRecordWords } from './words.js';

/** More would not be seen on the widest screen. */
const POINTS = 1_200;

const JUMP_MS = 5_000;

export interface PlayerProps {
  callId: string;
  /** Of the recording, at the service's own address. */
  url: string;
  playback: Playback;
  transcript: readonly Utterance[];
  /** When the recording begins, in milliseconds from the call's start. */
  startsAt: number;
}

export function Player({ callId, url, playback, transcript, startsAt }: PlayerProps): ReactNode {
  const say = useRecordWords();
  const word = useCallWords();
  const { calls } = useClients();
  const peaks = useQuery({
    queryKey: ['peaks', callId],
    queryFn: ({ signal }) => calls.recordingPeaks(callId, { points: POINTS, signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const { audio, playing, positionMs, seek, toggle, failed } = playback;
  const lengthMs = peaks.data?.duration_ms ?? 0;
  const jump = (by: number): void => seek(Math.min(lengthMs, positionMs + by));
  return (
    <Paper withBorder p="md" component="section" aria-label={say('player')}>
      {/* biome-ignore lint/a11y/useMediaCaption: what is said stands beside it, in step. */}
      <audio ref={audio} src={url} preload="metadata" />
      <Stack gap="xs">
        <Group gap="md">
          <Side className="callee-colour" label={word('user')} />
          <Side className="assistant-colour" label={word('assistant')} />
        </Group>
        {peaks.isPending ? <Loader size="sm" /> : null}
        {peaks.data === undefined ? null : <Waveform audio={audio} peaks={peaks.data} />}
        {lengthMs === 0 ? null : <SpokenTrack {...{ transcript, startsAt, lengthMs }} />}
        <Failure error={peaks.error} />
        {failed ? <Alert color="red">{say('cannotPlay')}</Alert> : null}
        <Slider
          thumbLabel={say('position')}
          thumbProps={{ 'aria-valuetext': `${clock(positionMs)} / ${clock(lengthMs)}` } as never}
          min={0}
          max={Math.max(1, Math.round(lengthMs / 1000))}
          step={1}
          value={Math.round(positionMs / 1000)}
          onChange={(seconds) => seek(seconds * 1000)}
          label={null}
          size="sm"
        />
        <Group justify="space-between">
          <Group gap="xs">
            <ActionIcon
              variant="default"
              size="lg"
              aria-label={say('back')}
              title={say('back')}
              onClick={() => jump(-JUMP_MS)}
            >
              <IconRewindBackward5 size={18} aria-hidden />
            </ActionIcon>
            <ActionIcon size="xl" radius="xl" aria-label={say(playing ? 'pause' : 'play')} onClick={toggle}>
              {playing ? (
                <IconPlayerPauseFilled size={20} aria-hidden />
              ) : (
                <IconPlayerPlayFilled size={20} aria-hidden />
              )}
            </ActionIcon>
            <ActionIcon
              variant="default"
              size="lg"
              aria-label={say('forward')}
              title={say('forward')}
              onClick={() => jump(JUMP_MS)}
            >
              <IconRewindForward5 size={18} aria-hidden />
            </ActionIcon>
            <Text size="sm" ff="monospace" data-testid="position">
              {clock(positionMs)} / {clock(lengthMs)}
            </Text>
          </Group>
          <NativeSelect
            size="xs"
            aria-label={say('speed')}
            defaultValue="1"
            data={['0.75', '1', '1.25', '1.5', '2'].map((value) => ({ value, label: `${value}×` }))}
            onChange={(event) => {
              if (audio.current !== null) audio.current.playbackRate = Number(event.currentTarget.value);
            }}
          />
        </Group>
      </Stack>
    </Paper>
  );
}

function Side({ className, label }: { className: string; label: string }): ReactNode {
  return (
    <Group gap={6}>
      <span className={`swatch ${className}`} />
      <Text size="sm">{label}</Text>
    </Group>
  );
}

/** Who spoke when, below the waveform and as wide as it. */
const SpokenTrack = memo(function SpokenTrack({
  transcript,
  startsAt,
  lengthMs,
}: Pick<PlayerProps, 'transcript' | 'startsAt'> & { lengthMs: number }): ReactNode {
  return (
    <div className="track" aria-hidden>
      {transcript.map(({ utterance_id: id, role, started_at_ms: from, ended_at_ms: to, interrupted }) => (
        <span
          key={id}
          className={`said ${role === 'user' ? 'callee-colour' : 'assistant-colour'} ${interrupted ? 'cut-off' : ''}`}
          style={{
            left: `${(100 * Math.max(0, from - startsAt)) / lengthMs}%`,
            width: `${(100 * Math.max(0, to - from)) / lengthMs}%`,
            top: role === 'user' ? 0 : '50%',
          }}
        />
      ))}
    </div>
  );
});
