import { Button, Group, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useClients } from '../data/clients.js';
import { Failure } from '../data/failure.js';
import { useLiveWords } from './words.js';

const PAD = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'] as const;
/** As the service has it: docs/api.md. */
const MOST_KEYS = 32;

/** Presses keys in the call, as a phone menu asks for. */
export function KeysForm({ callId }: { callId: string }): ReactNode {
  const say = useLiveWords();
  const { live } = useClients();
  const [digits, setDigits] = useState('');
  const press = useMutation({
    mutationFn: () => live.pressKeys(callId, digits),
    onSuccess: () => setDigits(''),
  });
  const type = (text: string): void =>
    setDigits(
      text
        .toUpperCase()
        .replaceAll(/[^0-9*#A-D]/g, '')
        .slice(0, MOST_KEYS),
    );
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (digits !== '') press.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="xs">
        <TextInput
          label={say('keysLabel')}
          description={say('keysHint')}
          value={digits}
          inputMode="tel"
          onChange={(event) => type(event.currentTarget.value)}
        />
        <SimpleGrid cols={3} spacing={6} maw={220}>
          {PAD.map((key) => (
            <Button
              key={key}
              variant="default"
              size="sm"
              aria-label={say('key', { key })}
              onClick={() => type(digits + key)}
            >
              {key}
            </Button>
          ))}
        </SimpleGrid>
        <Group gap="xs">
          <Button type="submit" size="sm" disabled={digits === ''} loading={press.isPending}>
            {say('press')}
          </Button>
          <Button size="sm" variant="default" disabled={digits === ''} onClick={() => setDigits(digits.slice(0, -1))}>
            {say('erase')}
          </Button>
          <Text size="sm" c="dimmed" role="status">
            {press.isSuccess && digits === '' ? say('pressed') : null}
          </Text>
        </Group>
        <Failure error={press.error} />
      </Stack>
    </form>
  );
}
