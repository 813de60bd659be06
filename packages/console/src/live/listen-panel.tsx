import { Alert, Button, Group, Modal, Paper, Stack, Text, Textarea } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconEar, IconEarOff, IconMicrophone, IconMicrophoneOff } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { LevelMeter } from './level-meter.js';
import { SoundFailure } from './sound-failure.js';
import { useListening } from './use-listening.js';
import { useLiveWords } from './words.js';

/** An order of a few sentences: docs/api.md. */
const MOST_NOTE = 1_000;

/** Listening to a call, and speaking on it in the AI's place. */
export function ListenPanel({
  callId,
  phone,
  takeable,
}: {
  callId: string;
  phone: string;
  takeable: boolean;
}): ReactNode {
  const say = useLiveWords();
  const listening = useListening(callId);
  const [asking, ask] = useDisclosure();
  const [note, setNote] = useState('');
  const { state, lost, muted, ended, error, heardLevel, ownLevel } = listening;
  const heard = state === 'listening' || state === 'taking' || state === 'speaking';
  return (
    <Paper withBorder p="sm">
      <Stack gap="xs">
        <Group gap="xs">
          {heard ? (
            <Button
              size="sm"
              variant="default"
              leftSection={<IconEarOff size={16} aria-hidden />}
              onClick={listening.stop}
            >
              {say('stopListening')}
            </Button>
          ) : (
            <Button
              size="sm"
              leftSection={<IconEar size={16} aria-hidden />}
              loading={state === 'connecting'}
              onClick={listening.listen}
            >
              {say('listen')}
            </Button>
          )}
          {state === 'listening' || state === 'taking' ? (
            <Button
              size="sm"
              color="red"
              variant="outline"
              leftSection={<IconMicrophone size={16} aria-hidden />}
              disabled={!takeable}
              loading={state === 'taking'}
              onClick={ask.open}
            >
              {say('takeOver')}
            </Button>
          ) : null}
          {state === 'speaking' ? (
            <Button
              size="sm"
              variant="default"
              aria-pressed={muted}
              leftSection={
                muted ? <IconMicrophoneOff size={16} aria-hidden /> : <IconMicrophone size={16} aria-hidden />
              }
              onClick={() => listening.mute(!muted)}
            >
              {say(muted ? 'unmute' : 'mute')}
            </Button>
          ) : null}
        </Group>
        <Text size="sm" role="status" c={state === 'speaking' ? 'red' : 'dimmed'} fw={state === 'speaking' ? 600 : 400}>
          {lost
            ? say('lost')
            : state === 'speaking'
              ? say('youSpeak')
              : ended !== null
                ? say(ended)
                : heard
                  ? say('heard')
                  : null}
        </Text>
        {heard ? <LevelMeter level={heardLevel} side="callee" label={say('calleeLevel')} /> : null}
        {state === 'speaking' ? (
          <>
            <LevelMeter level={ownLevel} side="assistant" label={say('yourLevel')} />
            <Textarea
              label={say('note')}
              description={say('noteHint')}
              autosize
              minRows={1}
              maxLength={MOST_NOTE}
              value={note}
              onChange={(event) => setNote(event.currentTarget.value)}
            />
            <Group>
              <Button
                size="sm"
                onClick={() => {
                  listening.handBack(note);
                  setNote('');
                }}
              >
                {say('handBack')}
              </Button>
            </Group>
          </>
        ) : null}
        {error === null ? null : <SoundFailure error={error} />}
      </Stack>
      <Modal opened={asking} onClose={ask.close} title={say('takeOverTitle')}>
        <Stack>
          <Alert color="red" icon={<IconMicrophone />}>
            {say('takeOverHint', { phone })}
          </Alert>
          <Group justify="flex-end">
            <Button variant="default" onClick={ask.close} data-autofocus>
              {say('keep')}
            </Button>
            <Button
              color="red"
              onClick={() => {
                ask.close();
                listening.takeOver();
              }}
            >
              {say('takeOverNow')}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </Paper>
  );
}
