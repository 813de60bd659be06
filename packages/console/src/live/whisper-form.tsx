import { Button, Group, Stack, Text, Textarea } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useClients } from '../data/clients.js';
import { Failure } from '../data/failure.js';
import { useLiveWords } from './words.js';

/** As the service has it: docs/api.md. */
const MOST_WHISPERED = 1_000;

/** Tells the AI what to do: from its next answer on, or at once. */
export function WhisperForm({ callId }: { callId: string }): ReactNode {
  const say = useLiveWords();
  const { live } = useClients();
  const [text, setText] = useState('');
  const tell = useMutation({
    mutationFn: (speakNow: boolean) => live.whisper(callId, text.trim(), { speakNow }),
    onSuccess: () => setText(''),
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (text.trim() !== '') tell.mutate(false);
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="xs">
        <Textarea
          label={say('whisperLabel')}
          description={say('whisperHint')}
          autosize
          minRows={2}
          maxRows={6}
          maxLength={MOST_WHISPERED}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit(event);
          }}
        />
        <Group gap="xs">
          <Button type="submit" size="sm" disabled={text.trim() === ''} loading={tell.isPending && !tell.variables}>
            {say('send')}
          </Button>
          <Button
            size="sm"
            variant="light"
            disabled={text.trim() === ''}
            loading={tell.isPending && tell.variables}
            onClick={() => tell.mutate(true)}
          >
            {say('sayNow')}
          </Button>
          <Text size="sm" c="dimmed" role="status">
            {tell.isSuccess && text === '' ? say('whispered') : null}
          </Text>
        </Group>
        <Failure error={tell.error} />
      </Stack>
    </form>
  );
}
