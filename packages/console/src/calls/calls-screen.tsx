import { Button, Center, Group, Menu, Paper, Stack, Text, Title } from '@mantine/core';
import { exportPath } from '@ringback/client';
import { IconDownload } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Waiting } from '../app/notices.js';
import { useUser } from '../app/session.js';
import { useClients } from '../data/clients.js';
import { Failure } from '../data/failure.js';
import { useLanguage } from '../i18n/i18n.js';
import { CallRows } from './call-rows.js';
import { asked, FILTERS, useFilter } from './filter.js';
import { FilterForm } from './filter-form.js';
import { useCallsWords } from './words.js';

const PAGE = 50;

/** While a call that is shown is under way: a change of state is seen soon. What is said comes in the call's own record. */
const RENEW_MS = 2_000;
/** While those that are shown only wait, as for the morning: seldom enough to be left open over night. */
const RENEW_WAITING_MS = 15_000;

export default function CallsScreen(): ReactNode {
  const say = useCallsWords();
  const { calls } = useClients();
  const [filter, change] = useFilter();
  const wanted = asked(filter);
  const list = useInfiniteQuery({
    queryKey: ['calls', wanted],
    queryFn: ({ pageParam, signal }) =>
      calls.listCalls({ ...wanted, limit: PAGE, ...(pageParam === null ? {} : { before: pageParam }), signal }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => {
      const open = state.data?.pages.flatMap(({ items }) => items.filter(({ status }) => status !== 'ended')) ?? [];
      if (open.length === 0) return false;
      return open.every(({ status }) => status === 'queued') ? RENEW_WAITING_MS : RENEW_MS;
    },
  });
  const accounts = useAccountNames(filter.account !== undefined);
  const shown = list.data?.pages.flatMap(({ items }) => items) ?? [];
  const filtered = FILTERS.some((name) => filter[name] !== undefined);
  return (
    <Stack gap="md">
      <Group justify="space-between">
        <Title order={1} size="h2">
          {say('title')}
        </Title>
        {shown.length === 0 ? null : <ExportMenu filter={wanted} />}
      </Group>
      <FilterForm filter={filter} change={change} />
      <Failure error={list.error} />
      {list.isPending ? <Waiting /> : null}
      {list.data !== undefined && shown.length === 0 ? (
        <Paper withBorder p="xl">
          <Stack align="center" gap="xs">
            <Text fw={600}>{say(filtered ? 'nothing' : 'none')}</Text>
            <Text c="dimmed" ta="center">
              {say(filtered ? 'nothingHint' : 'noneHint')}
            </Text>
            {filtered ? null : (
              <Button component={Link} to="/new-call" mt="xs">
                {say('newCall')}
              </Button>
            )}
          </Stack>
        </Paper>
      ) : null}
      {shown.length === 0 ? null : <CallRows calls={shown} accounts={accounts} />}
      <Text size="sm" c="dimmed" role="status">
        {list.data === undefined ? '' : say('shown', { count: shown.length })}
        {shown.some(({ status }) => status !== 'ended') ? ` · ${say('live')}` : ''}
      </Text>
      {list.hasNextPage ? (
        <Center>
          <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {say('loadMore')}
          </Button>
        </Center>
      ) : null}
    </Stack>
  );
}

/** Null where only calls of one's own account are shown. */
function useAccountNames(wanted: boolean): ReadonlyMap<string, string> | null {
  const { session } = useClients();
  const operator = useUser().role === 'operator';
  const { data } = useQuery({
    queryKey: ['accounts', 'names'],
    queryFn: ({ signal }) => session.accounts({ limit: 200, signal }),
    enabled: operator && wanted,
  });
  return wanted && operator ? new Map(data?.items.map(({ account_id: id, name }) => [id, name])) : null;
}

/** Links, not scripts: the browser keeps the file as it comes, however long it is. */
function ExportMenu({ filter }: { filter: ReturnType<typeof asked> }): ReactNode {
  const say = useCallsWords();
  const language = useLanguage();
  const link = (format: 'csv' | 'json'): string =>
    exportPath({ ...filter, format, language, utc_offset_minutes: -new Date().getTimezoneOffset() });
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" leftSection={<IconDownload size={16} aria-hidden />}>
          {say('export')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component="a" href={link('csv')} download>
          {say('exportCsv')}
        </Menu.Item>
        <Menu.Item component="a" href={link('json')} download>
          {say('exportJson')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
