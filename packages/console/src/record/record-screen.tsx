import './record.css';
import { Alert, Anchor, Badge, Button, Group, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { type CallWithTranscript, isRingbackApiError, type Utterance } from '@ringback/client';
import { IconArrowLeft, IconMicrophoneOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { type ReactNode, useCallback, useMemo } from 'react';
import { Instant } from '../app/instant.js';
import { useMoney } from '../app/money.js';
import { Waiting } from '../app/notices.js';
import { CallBadges } from '../call/call-badges.js';
import { useDuration } from '../call/duration.js';
import { useClients } from '../data/clients.js';
import { Failure } from '../data/failure.js';
import { callKey, useCallEvents } from './call-events.js';
import { Brief, Figures } from './facts.js';
import { heardAt, momentsOf, recordingStart, saidIn } from './moments.js';
import { Outcome } from './outcome.js';
import { usePlayback } from './playback.js';
import { Player } from './player.js';
import { RawEvents } from './raw-events.js';
import { RecordActions } from './record-actions.js';
import { TranscriptList } from './transcript-list.js';
import { Waterfall } from './waterfall.js';
import { useRecordWords } from './words.js';

export default function RecordScreen(): ReactNode {
  const say = useRecordWords();
  const { calls } = useClients();
  const { callId } = useParams({ strict: false }) as { callId: string };
  const call = useQuery({ queryKey: callKey(callId), queryFn: ({ signal }) => calls.call(callId, { signal }) });
  const unknown = isRingbackApiError(call.error) && call.error.code === 'call_not_found';
  if (unknown)
    return (
      <Stack align="center" mt="10vh" gap="sm">
        <Title order={1}>{say('unknown')}</Title>
        <Text c="dimmed" ta="center">
          {say('unknownHint')}
        </Text>
        <Button component={Link} to="/calls">
          {say('toCalls')}
        </Button>
      </Stack>
    );
  return (
    <Stack gap="md">
      <Anchor component={Link} to="/calls" size="sm">
        <Group gap={4}>
          <IconArrowLeft size={14} aria-hidden /> {say('toCalls')}
        </Group>
      </Anchor>
      <Failure error={call.error} />
      {call.isPending ? <Waiting /> : null}
      {/* Another call begins anew: what is played and followed is this one's. */}
      {call.data === undefined ? null : <Record key={callId} of={call.data} />}
    </Stack>
  );
}

function Record({ of: call }: { of: CallWithTranscript }): ReactNode {
  const say = useRecordWords();
  const duration = useDuration();
  const money = useMoney();
  const over = call.status === 'ended';
  const { events, error } = useCallEvents(call.call_id, over);
  const moments = useMemo(() => momentsOf(events), [events]);
  const { said, saying } = useMemo(
    () => (over ? { said: call.transcript, saying: [] } : saidIn(events)),
    [over, call.transcript, events],
  );
  const startsAt = recordingStart(events);
  const recorded = over && call.recording_url !== null && startsAt !== null;
  return (
    <>
      <Group justify="space-between" align="flex-start">
        <Stack gap={6}>
          <Title order={1} size="h2">
            {call.phone}
          </Title>
          <Group gap="xs">
            <CallBadges of={call} />
            {call.campaign === null ? null : (
              <Badge variant="default" tt="none" maw="16rem">
                {call.campaign}
              </Badge>
            )}
          </Group>
          <Text size="sm" c="dimmed">
            <Instant at={call.created_at} /> · {duration(call.duration_seconds)} ·{' '}
            {call.cost === null ? '–' : money(call.cost)}
          </Text>
        </Stack>
        <RecordActions of={call} />
      </Group>
      {over ? null : <Alert role="status">{say('underWay')}</Alert>}
      <Failure error={error} />
      {recorded ? (
        <Heard call={call} said={said} moments={moments} startsAt={startsAt} url={call.recording_url as string} />
      ) : (
        <>
          {over && call.recording_url === null && call.answered_at !== null ? (
            <Alert color="gray" icon={<IconMicrophoneOff />} title={say('noRecording')}>
              {say('noRecordingHint')}
            </Alert>
          ) : null}
          <SimpleGrid cols={{ base: 1, md: 2 }}>
            <TranscriptList said={said} saying={saying} heard={-1} play={null} />
            <Outcome of={call} />
          </SimpleGrid>
          <Waterfall moments={moments} playFrom={null} />
        </>
      )}
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        <Brief of={call} />
        <Figures of={call} />
      </SimpleGrid>
      <RawEvents events={events} />
    </>
  );
}

const NOTHING: readonly Utterance[] = [];

interface HeardProps {
  call: CallWithTranscript;
  said: CallWithTranscript['transcript'];
  moments: ReturnType<typeof momentsOf>;
  startsAt: number;
  url: string;
}

/** What can be listened to, and what is in step with it. */
function Heard({ call, said, moments, startsAt, url }: HeardProps): ReactNode {
  const playback = usePlayback();
  const { playFrom, positionMs, playing } = playback;
  const heard = playing || positionMs > 0 ? heardAt(said, startsAt + positionMs) : -1;
  const play = useCallback((ms: number): void => playFrom(Math.max(0, ms - startsAt)), [playFrom, startsAt]);
  const playLine = useCallback((line: Utterance): void => play(line.started_at_ms), [play]);
  return (
    <>
      <Player callId={call.call_id} {...{ url, playback, startsAt }} transcript={said} />
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        <TranscriptList said={said} saying={NOTHING} heard={heard} play={playLine} />
        <Outcome of={call} />
      </SimpleGrid>
      <Waterfall moments={moments} playFrom={play} />
    </>
  );
}
