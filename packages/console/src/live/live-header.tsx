import { Badge, Group, Switch, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useUser } from '../app/session.js';
import type { LiveList } from './live-list.js';
import { useCounts } from './use-live.js';
import { useLiveWords } from './words.js';

/** As many that wait are shown: docs/api.md. */
const MOST_QUEUED_SHOWN = 500;

export interface HeaderProps {
  list: LiveList;
  allAccounts: boolean;
  setAllAccounts(all: boolean): void;
}

/** How many calls go on and wait; for the operator, whose. */
export function LiveHeader({ list, allAccounts, setAllAccounts }: HeaderProps): ReactNode {
  const say = useLiveWords();
  const { role } = useUser();
  const { running, queued } = useCounts(list);
  return (
    <>
      <Group justify="space-between">
        <Group gap="xs">
          <Title order={1} size="h2">
            {say('title')}
          </Title>
          <Badge variant="light" color="green" size="lg">
            {say('running', { count: running })}
          </Badge>
          <Badge variant="light" color="gray" size="lg">
            {say('waiting', { count: queued })}
          </Badge>
        </Group>
        {role === 'operator' ? (
          <Switch
            label={say('allAccounts')}
            checked={allAccounts}
            onChange={(event) => setAllAccounts(event.currentTarget.checked)}
          />
        ) : null}
      </Group>
      {queued > MOST_QUEUED_SHOWN ? (
        <Text size="sm" c="dimmed">
          {say('moreWaiting')}
        </Text>
      ) : null}
    </>
  );
}
