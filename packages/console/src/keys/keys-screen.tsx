import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { Waiting } from '../app/notices.js';
import { useClients } from '../data/clients.js';
import { Failure } from '../data/failure.js';
import { KeyRow } from './key-row.js';
import { NewKey } from './new-key.js';
import { KEYS } from './queries.js';
import { useKeysWords } from './words.js';

export default function KeysScreen(): ReactNode {
  const say = useKeysWords();
  const { session } = useClients();
  const keys = useQuery({ queryKey: KEYS, queryFn: ({ signal }) => session.keys({ signal }) });
  const [making, setMaking] = useState(false);
  return (
    <Stack gap="md" maw={820}>
      <Group justify="space-between">
        <Title order={1} size="h2">
          {say('title')}
        </Title>
        {making ? null : <Button onClick={() => setMaking(true)}>{say('create')}</Button>}
      </Group>
      <Text c="dimmed">{say('lead')}</Text>
      {making ? <NewKey close={() => setMaking(false)} /> : null}
      <Failure error={keys.error} />
      {keys.isPending ? <Waiting /> : null}
      {keys.data?.length === 0 && !making ? (
        <Paper withBorder p="xl">
          <Text ta="center">{say('empty')}</Text>
        </Paper>
      ) : null}
      <Stack gap="xs" component="ul" p={0} m={0}>
        {keys.data?.toReversed().map((key) => (
          <KeyRow key={key.key_id} of={key} />
        ))}
      </Stack>
    </Stack>
  );
}
