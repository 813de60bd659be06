import './live.css';
import { Alert, Badge, Button, Group, Paper, Stack, Switch, Text, TextInput, Title } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type ReactNode, useCallback, useDeferredValue, useMemo, useState } from 'react';
import { Waiting } from '../app/notices.js';
import { useUser } from '../app/session.js';
import { Failure } from '../data/failure.js';
import { CallPanel } from './call-panel.js';
import type { LiveList } from './live-list.js';
import { LiveRows } from './live-rows.js';
import { useCounts, useLive, useOrder } from './use-live.js';
import { useLiveWords } from './words.js';

/** Heights of a row and the gap below it: `live.css`. */
const ROW_PX = 62;
const NARROW_ROW_PX = 90;
/** As many that wait are shown: docs/api.md. */
const MOST_QUEUED_SHOWN = 500;

export default function LiveScreen(): ReactNode {
  const say = useLiveWords();
  const { role } = useUser();
  const [allAccounts, setAllAccounts] = useState(false);
  const { list, error } = useLive(allAccounts);
  const order = useOrder(list);
  const counts = useCounts(list);
  const [filter, setFilter] = useState('');
  const shown = useFiltered(list, order, useDeferredValue(filter));
  const { call: opened } = useSearch({ strict: false }) as { call?: string };
  const navigate = useNavigate();
  const narrow = useMediaQuery('(max-width: 640px)') ?? false;
  const open = useCallback(
    (callId: string) => void navigate({ to: '.', search: { call: callId } as never }),
    [navigate],
  );
  const close = useCallback(() => void navigate({ to: '.', search: {} as never }), [navigate]);
  return (
    <div className="live-two" data-open={opened !== undefined || undefined}>
      <Stack gap="sm" className="live-left">
        <Group justify="space-between">
          <Group gap="xs">
            <Title order={1} size="h2">
              {say('title')}
            </Title>
            <Badge variant="light" color="green" size="lg">
              {say('running', { count: counts.running })}
            </Badge>
            <Badge variant="light" color="gray" size="lg">
              {say('waiting', { count: counts.queued })}
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
        <TextInput
          aria-label={say('search')}
          placeholder={say('search')}
          leftSection={<IconSearch size={16} aria-hidden />}
          value={filter}
          onChange={(event) => setFilter(event.currentTarget.value)}
        />
        {error !== null && list.loaded ? (
          <Alert role="status" color="yellow">
            {say('reconnecting')}
          </Alert>
        ) : (
          <Failure error={error} />
        )}
        {counts.queued > MOST_QUEUED_SHOWN ? (
          <Text size="sm" c="dimmed">
            {say('moreWaiting')}
          </Text>
        ) : null}
        {!list.loaded && error === null ? <Waiting /> : null}
        {list.loaded && order.length === 0 ? (
          <Paper withBorder p="xl">
            <Stack align="center" gap="xs">
              <Text fw={600}>{say('empty')}</Text>
              <Text c="dimmed">{say('emptyHint')}</Text>
              <Button component="a" href="/new">
                {say('newCall')}
              </Button>
            </Stack>
          </Paper>
        ) : null}
        {order.length > 0 && shown.length === 0 ? <Text c="dimmed">{say('nothingFound')}</Text> : null}
        {shown.length > 0 ? (
          <LiveRows
            list={list}
            order={shown}
            opened={opened}
            rowHeight={narrow ? NARROW_ROW_PX : ROW_PX}
            onOpen={open}
          />
        ) : null}
      </Stack>
      {opened === undefined ? null : <CallPanel key={opened} list={list} callId={opened} close={close} />}
    </div>
  );
}

/** Those that the filter fits: by number, task, or the words as they were when the order or the filter changed last. */
function useFiltered(list: LiveList, order: readonly string[], filter: string): readonly string[] {
  return useMemo(() => {
    const wanted = filter.trim().toLowerCase();
    if (wanted === '') return order;
    return order.filter((callId) => {
      const row = list.row(callId);
      const text = `${row?.phone} ${row?.user_requirement} ${row?.words?.text ?? ''}`.toLowerCase();
      return text.includes(wanted) || text.replaceAll(' ', '').includes(wanted.replaceAll(' ', ''));
    });
  }, [list, order, filter]);
}
