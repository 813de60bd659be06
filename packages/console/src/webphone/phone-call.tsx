import { ActionIcon, Alert, Button, Group, NativeSelect, Progress, SimpleGrid, Stack, Text } from '@mantine/core';
import {
  IconAlertTriangle,
  IconDialpad,
  IconMicrophone,
  IconMicrophoneOff,
  IconPhone,
  IconPhoneOff,
} from '@tabler/icons-react';
import { type KeyboardEvent, type ReactNode, useEffect, useState, useSyncExternalStore } from 'react';
import { clock } from '../app/clock.js';
import type { Phone, PhoneState } from './phone.js';
import { usePhoneWords } from './words.js';

const DIGITS = [...'123456789*0#'];

export function usePhone(phone: Phone): PhoneState {
  return useSyncExternalStore(phone.watch, phone.state);
}

/** A call that rings or is had here, or nothing: answer, decline, hang up, keys, levels, microphone. */
export function PhoneCall({ phone }: { phone: Phone }): ReactNode {
  const say = usePhoneWords();
  const { ringing, answering, talk, trouble } = usePhone(phone);
  const [from, setFrom] = useState<string | null>(null);
  // Who called is told while it rings, and is still wanted while one speaks.
  useEffect(() => {
    if (ringing !== null) setFrom(ringing.from);
  }, [ringing]);
  if (ringing === null && talk === null && trouble === null) return null;
  return (
    <Stack gap="sm">
      <PhoneTrouble phone={phone} trouble={trouble} />
      {ringing === null ? null : (
        <Stack gap="sm" role="alert">
          <Text fw={700} size="lg" style={{ overflowWrap: 'anywhere' }}>
            {ringing.from === null ? say('rings') : say('ringsFrom', { from: ringing.from })}
          </Text>
          <Group grow>
            <Button
              color="green"
              size="md"
              leftSection={<IconPhone size={18} aria-hidden />}
              loading={answering}
              onClick={() => void phone.answer()}
            >
              {say('answer')}
            </Button>
            <Button
              color="red"
              variant="outline"
              size="md"
              leftSection={<IconPhoneOff size={18} aria-hidden />}
              onClick={() => phone.decline()}
            >
              {say('decline')}
            </Button>
          </Group>
          {answering ? (
            <Text size="sm" role="status">
              {say('answering')}
            </Text>
          ) : null}
        </Stack>
      )}
      {talk === null ? null : <Talk phone={phone} since={talk.since} from={from} />}
    </Stack>
  );
}

function Talk({ phone, since, from }: { phone: Phone; since: number; from: string | null }): ReactNode {
  const say = usePhoneWords();
  const { muted } = usePhone(phone);
  const [keypad, setKeypad] = useState(true);
  const press = (event: KeyboardEvent): void => {
    if (DIGITS.includes(event.key) && !(event.target instanceof HTMLSelectElement)) phone.key(event.key);
  };
  return (
    <Stack gap="sm" onKeyDown={press}>
      <Group justify="space-between" wrap="nowrap">
        <Text fw={600} role="status" style={{ overflowWrap: 'anywhere' }}>
          {from === null ? say('talking') : say('talkingWith', { from })}
        </Text>
        <Elapsed since={since} />
      </Group>
      <LevelMeters phone={phone} />
      <Group grow>
        <Button color="red" leftSection={<IconPhoneOff size={18} aria-hidden />} onClick={() => phone.hangUp()}>
          {say('hangUp')}
        </Button>
        <Group gap="xs" justify="flex-end">
          <ActionIcon
            variant={muted ? 'filled' : 'default'}
            size="lg"
            aria-pressed={muted}
            aria-label={say(muted ? 'unmute' : 'mute')}
            title={say(muted ? 'unmute' : 'mute')}
            onClick={() => phone.mute(!muted)}
          >
            {muted ? <IconMicrophoneOff size={18} aria-hidden /> : <IconMicrophone size={18} aria-hidden />}
          </ActionIcon>
          <ActionIcon
            variant={keypad ? 'filled' : 'default'}
            size="lg"
            aria-pressed={keypad}
            aria-label={say('keypad')}
            title={say('keypad')}
            onClick={() => setKeypad(!keypad)}
          >
            <IconDialpad size={18} aria-hidden />
          </ActionIcon>
        </Group>
      </Group>
      {keypad ? (
        <SimpleGrid cols={3} spacing="xs" role="group" aria-label={say('keypad')}>
          {DIGITS.map((digit) => (
            <Button key={digit} variant="default" aria-label={say('key', { digit })} onClick={() => phone.key(digit)}>
              {digit}
            </Button>
          ))}
        </SimpleGrid>
      ) : null}
      <MicrophoneChoice phone={phone} />
    </Stack>
  );
}

function Elapsed({ since }: { since: number }): ReactNode {
  const say = usePhoneWords();
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = window.setInterval(() => setNow(Date.now()), 1_000);
    return () => window.clearInterval(timer);
  }, []);
  const text = clock(now - since);
  return (
    <Text ff="monospace" role="timer" aria-label={`${say('elapsed')} ${text}`}>
      {text}
    </Text>
  );
}

/** Peaks are shown as they are felt: a voice at a tenth of full scale is half loud. */
function shown(level: number): number {
  return Math.min(100, Math.sqrt(level) * 100);
}

function LevelMeters({ phone }: { phone: Phone }): ReactNode {
  const say = usePhoneWords();
  const { heard, spoken } = useSyncExternalStore(phone.watchLevels, phone.levels);
  return (
    <Stack gap={6}>
      <Level name={say('heard')} value={heard} colour="indigo" />
      <Level name={say('spoken')} value={spoken} colour="green" />
    </Stack>
  );
}

function Level({ name, value, colour }: { name: string; value: number; colour: string }): ReactNode {
  return (
    <div>
      <Text size="xs" c="dimmed">
        {name}
      </Text>
      <Progress value={Math.round(shown(value))} color={colour} size="sm" transitionDuration={80} aria-label={name} />
    </div>
  );
}

function MicrophoneChoice({ phone }: { phone: Phone }): ReactNode {
  const say = usePhoneWords();
  const [devices, setDevices] = useState<MediaDeviceInfo[]>([]);
  const [chosen, setChosen] = useState('');
  useEffect(() => {
    const look = (): void => {
      void navigator.mediaDevices
        ?.enumerateDevices()
        .then((all) => setDevices(all.filter(({ kind, deviceId }) => kind === 'audioinput' && deviceId !== 'default')));
    };
    look();
    navigator.mediaDevices?.addEventListener('devicechange', look);
    return () => navigator.mediaDevices?.removeEventListener('devicechange', look);
  }, []);
  if (devices.length < 2) return null;
  return (
    <NativeSelect
      label={say('microphone')}
      value={chosen}
      data={[
        { value: '', label: say('defaultMicrophone') },
        ...devices.map(({ deviceId, label }, index) => ({
          value: deviceId,
          label: label || `${say('microphone')} ${index + 1}`,
        })),
      ]}
      onChange={({ currentTarget }) => {
        setChosen(currentTarget.value);
        void phone.chooseMicrophone(currentTarget.value);
      }}
    />
  );
}

function PhoneTrouble({ phone, trouble }: { phone: Phone; trouble: PhoneState['trouble'] }): ReactNode {
  const say = usePhoneWords();
  if (trouble === null || trouble === 'closed') return null;
  return (
    <Alert color="red" role="alert" icon={<IconAlertTriangle aria-hidden />}>
      <Stack gap="xs" align="flex-start">
        <Text size="sm">{say(trouble)}</Text>
        {trouble === 'sound_blocked' ? (
          <Button size="xs" variant="default" onClick={() => void phone.wake()}>
            {say('wake')}
          </Button>
        ) : null}
      </Stack>
    </Alert>
  );
}

/** How the last call ended here. */
export function LastEnd({ cause }: { cause: PhoneState['ended'] }): ReactNode {
  const say = usePhoneWords();
  if (cause === null) return null;
  return (
    <Text size="sm" role="status">
      {say('ended')}: {say(cause === 'failed' ? 'call_failed' : cause)}
    </Text>
  );
}
