import { Badge, Button, Code, Group, Modal, Paper, Stack, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { ApiKey } from '@ringback/client';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { ConfirmDialog } from '../app/confirm-dialog.js';
import { Instant } from '../app/instant.js';
import { useClients } from '../data/clients.js';
import { Failure } from '../data/failure.js';
import { queries } from '../data/queries.js';
import { LONGEST_NAME } from './new-key.js';
import { KEYS } from './queries.js';
import { useKeysWords } from './words.js';

export function KeyRow({ of: key }: { of: ApiKey }): ReactNode {
  const say = useKeysWords();
  const [renaming, rename] = useDisclosure();
  const [revoking, revoke] = useDisclosure();
  const live = key.revoked_at === null;
  // Those that the command line makes may have none.
  const name = key.name || key.hint;
  return (
    <Paper withBorder p="md" component="li" style={{ listStyle: 'none' }}>
      <Group justify="space-between" align="flex-start">
        <Stack gap={4}>
          <Group gap="xs">
            <Text fw={600}>{name}</Text>
            <Badge variant="light" color={live ? 'green' : 'gray'}>
              {say(live ? 'live' : 'revoked')}
            </Badge>
          </Group>
          <Code w="fit-content">{key.hint}</Code>
          <Text size="sm" c="dimmed">
            {say('lastUsed')}: {key.last_used_at === null ? say('never') : <Instant at={key.last_used_at} />} ·{' '}
            {say('created')}: <Instant at={key.created_at} />
          </Text>
        </Stack>
        {live ? (
          <Group gap="xs">
            <Button variant="default" size="xs" onClick={rename.open} aria-label={`${say('rename')}: ${name}`}>
              {say('rename')}
            </Button>
            <Button
              variant="outline"
              color="red"
              size="xs"
              onClick={revoke.open}
              aria-label={`${say('revoke')}: ${name}`}
            >
              {say('revoke')}
            </Button>
          </Group>
        ) : null}
      </Group>
      <RenameDialog of={key} opened={renaming} close={rename.close} />
      <RevokeDialog of={key} opened={revoking} close={revoke.close} />
    </Paper>
  );
}

interface DialogProps {
  of: ApiKey;
  opened: boolean;
  close(): void;
}

function RenameDialog({ of: key, opened, close }: DialogProps): ReactNode {
  const say = useKeysWords();
  const { session } = useClients();
  const [name, setName] = useState(key.name);
  const save = useMutation({
    mutationFn: () => session.renameKey(key.key_id, name.trim()),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: KEYS });
      close();
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (name.trim() !== '') save.mutate();
  };
  return (
    <Modal opened={opened} onClose={close} title={say('rename')}>
      <form onSubmit={submit}>
        <Stack>
          <TextInput
            data-autofocus
            label={say('name')}
            maxLength={LONGEST_NAME}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={name.trim() === '' ? say('nameWrong') : null}
          />
          <Failure error={save.error} />
          <Button type="submit" loading={save.isPending}>
            {say('save')}
          </Button>
        </Stack>
      </form>
    </Modal>
  );
}

function RevokeDialog({ of: key, opened, close }: DialogProps): ReactNode {
  const say = useKeysWords();
  const { session } = useClients();
  const revoke = useMutation({
    mutationFn: () => session.revokeKey(key.key_id),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: KEYS });
      close();
    },
  });
  return (
    <ConfirmDialog
      opened={opened}
      close={close}
      title={say('revokeTitle', { name: key.name || key.hint })}
      hint={say('revokeHint')}
      cancel={say('cancel')}
      confirm={say('revoke')}
      action={revoke}
    />
  );
}
