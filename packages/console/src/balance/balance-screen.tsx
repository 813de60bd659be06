import { Anchor, Button, Group, SimpleGrid, Stack, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { Account, AccountOverview } from '@ringback/client';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Waiting } from '../app/notices.js';
import { useUser } from '../app/session.js';
import { useClients } from '../data/clients.js';
import { Failure } from '../data/failure.js';
import { Accounts } from './accounts.js';
import { Holds } from './holds.js';
import { Ledger } from './ledger.js';
import { OperatorTerms } from './operator-terms.js';
import { OwnLimits } from './own-limits.js';
import { LOOK_EVERY_MS, moneyKey } from './queries.js';
import { Spending } from './spending.js';
import { Standing } from './standing.js';
import { TopUpDialog } from './top-up.js';
import { useBalanceWords } from './words.js';

/** One's own account, or as the operator any: what can be spent, what is held and what was spent, and what may be. */
export default function BalanceScreen(): ReactNode {
  const say = useBalanceWords();
  const user = useUser();
  const operator = user.role === 'operator';
  const { accountId: named } = useParams({ strict: false }) as { accountId?: string };
  const accountId = operator && named !== user.account_id ? named : undefined;
  const { session, calls } = useClients();
  const account = useQuery({
    queryKey: moneyKey('account', accountId),
    queryFn: async ({ signal }): Promise<Account | AccountOverview> =>
      accountId === undefined ? calls.account({ signal }) : session.oneAccount(accountId, { signal }),
    refetchInterval: LOOK_EVERY_MS,
  });
  const [toppingUp, topUp] = useDisclosure();
  const { data } = account;
  return (
    <Stack gap="lg" maw={1100}>
      <Group justify="space-between">
        <div>
          <Title order={1} size="h2">
            {accountId === undefined || data === undefined ? say('title') : say('titleOf', { name: data.name })}
          </Title>
          {accountId === undefined ? null : (
            <Anchor component={Link} to="/balance" size="sm">
              {say('back')}
            </Anchor>
          )}
        </div>
        {operator && data !== undefined ? <Button onClick={topUp.open}>{say('topUp')}</Button> : null}
      </Group>
      <Failure error={account.error} />
      {account.isPending ? <Waiting /> : null}
      {data === undefined ? null : (
        <>
          <Standing account={data} accountId={accountId} />
          <Spending accountId={accountId} />
          <Holds accountId={accountId} />
          <Ledger accountId={accountId} />
          <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg" style={{ alignItems: 'start' }}>
            {accountId === undefined ? <OwnLimits /> : null}
            {operator ? <OperatorTerms accountId={accountId ?? user.account_id} /> : null}
          </SimpleGrid>
          <TopUpDialog account={data} opened={toppingUp} close={topUp.close} />
        </>
      )}
      {operator ? <Accounts /> : null}
    </Stack>
  );
}
