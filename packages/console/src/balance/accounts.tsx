import { Anchor, Button, Group, Table } from '@mantine/core';
import type { AccountOverview } from '@ringback/client';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useMoney } from '../app/money.js';
import { Section } from '../app/section.js';
import { useUser } from '../app/session.js';
import { useClients } from '../data/clients.js';
import { Failure } from '../data/failure.js';
import { moneyKey } from './queries.js';
import { TopUpDialog } from './top-up.js';
import { useBalanceWords } from './words.js';

const PAGE = 50;

/** Every account with its money and terms. For the operator. */
export function Accounts(): ReactNode {
  const say = useBalanceWords();
  const money = useMoney();
  const user = useUser();
  const { session } = useClients();
  const [toppingUp, topUp] = useState<AccountOverview | null>(null);
  const accounts = useInfiniteQuery({
    queryKey: moneyKey('accounts', undefined),
    queryFn: ({ pageParam, signal }) =>
      session.accounts({ limit: PAGE, signal, ...(pageParam === null ? {} : { before: pageParam }) }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
  });
  const all = accounts.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <Section title={say('accounts')}>
      <Failure error={accounts.error} />
      <Table.ScrollContainer minWidth={560} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
        <Table aria-label={say('accounts')}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{say('account')}</Table.Th>
              <Table.Th ta="right">{say('available')}</Table.Th>
              <Table.Th ta="right">{say('held')}</Table.Th>
              <Table.Th ta="right">{say('price')}</Table.Th>
              <Table.Th ta="right">{say('runningCalls')}</Table.Th>
              <Table.Th ta="right">{say('daySpending')}</Table.Th>
              <Table.Th />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {all.map((account) => (
              <Table.Tr key={account.account_id}>
                <Table.Th scope="row" fw={500}>
                  <Anchor
                    component={Link}
                    to={account.account_id === user.account_id ? '/balance' : `/balance/${account.account_id}`}
                  >
                    {account.name}
                  </Anchor>{' '}
                  {account.account_id === user.account_id ? say('own') : ''}
                </Table.Th>
                <Table.Td ta="right">{money(account.balance)}</Table.Td>
                <Table.Td ta="right">{money(account.frozen)}</Table.Td>
                <Table.Td ta="right">{money(account.rate_per_minute)}</Table.Td>
                <Table.Td ta="right">{account.running_calls}</Table.Td>
                <Table.Td ta="right">
                  {account.limits.day_spending === null ? say('unlimited') : money(account.limits.day_spending)}
                </Table.Td>
                <Table.Td ta="right">
                  <Button
                    size="compact-sm"
                    variant="default"
                    onClick={() => topUp(account)}
                    aria-label={`${say('topUp')}: ${account.name}`}
                  >
                    {say('topUp')}
                  </Button>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {accounts.hasNextPage ? (
        <Group justify="center">
          <Button variant="default" loading={accounts.isFetchingNextPage} onClick={() => void accounts.fetchNextPage()}>
            {say('more')}
          </Button>
        </Group>
      ) : null}
      {toppingUp === null ? null : <TopUpDialog account={toppingUp} opened close={() => topUp(null)} />}
    </Section>
  );
}
