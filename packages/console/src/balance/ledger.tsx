import { Anchor, Button, Group, Table, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Instant } from '../app/instant.js';
import { useMoney } from '../app/money.js';
import { Waiting } from '../app/notices.js';
import { Section } from '../app/section.js';
import { useClients } from '../data/clients.js';
import { Failure } from '../data/failure.js';
import { LOOK_EVERY_MS, moneyKey } from './queries.js';
import { useBalanceWords } from './words.js';

const PAGE = 25;

/** Every movement of an account's money, page by page. */
export function Ledger({ accountId }: { accountId: string | undefined }): ReactNode {
  const say = useBalanceWords();
  const money = useMoney();
  const { session } = useClients();
  const ledger = useInfiniteQuery({
    queryKey: moneyKey('ledger', accountId),
    queryFn: ({ pageParam, signal }) =>
      session.ledger({
        limit: PAGE,
        signal,
        ...(pageParam === null ? {} : { before: pageParam }),
        ...(accountId === undefined ? {} : { accountId }),
      }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    // Who reads further back is not led away from there.
    refetchInterval: ({ state }) => ((state.data?.pages.length ?? 0) > 1 ? false : LOOK_EVERY_MS),
  });
  const entries = ledger.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <Section title={say('ledger')} hint={say('ledgerHint')}>
      <Failure error={ledger.error} />
      {ledger.isPending ? <Waiting /> : null}
      {ledger.data !== undefined && entries.length === 0 ? <Text c="dimmed">{say('noEntries')}</Text> : null}
      {entries.length === 0 ? null : (
        <Table.ScrollContainer minWidth={520} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
          <Table aria-label={say('ledger')}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{say('time')}</Table.Th>
                <Table.Th>{say('kind')}</Table.Th>
                <Table.Th ta="right">{say('moved')}</Table.Th>
                <Table.Th>{say('note')}</Table.Th>
                <Table.Th>{say('call')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {entries.map((entry) => (
                <Table.Tr key={entry.entry_id}>
                  <Table.Td>
                    <Instant at={entry.created_at} />
                  </Table.Td>
                  <Table.Td>{say(entry.kind)}</Table.Td>
                  <Table.Td ta="right" style={{ fontVariantNumeric: 'tabular-nums' }}>
                    {money(entry.amount, true)}
                  </Table.Td>
                  <Table.Td>{entry.note}</Table.Td>
                  <Table.Td>
                    {entry.call_id === null ? null : accountId === undefined ? (
                      <Anchor href={`/calls/${entry.call_id}`}>…{entry.call_id.slice(-6)}</Anchor>
                    ) : (
                      <>…{entry.call_id.slice(-6)}</>
                    )}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      {ledger.hasNextPage ? (
        <Group justify="center">
          <Button variant="default" loading={ledger.isFetchingNextPage} onClick={() => void ledger.fetchNextPage()}>
            {say('more')}
          </Button>
        </Group>
      ) : null}
    </Section>
  );
}
