import { Paper, SimpleGrid, Text, Tooltip } from '@mantine/core';
import type { Account, AccountOverview } from '@ringback/client';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Instant } from '../app/instant.js';
import { useMoney } from '../app/money.js';
import { useClients } from '../data/clients.js';
import { LOOK_EVERY_MS, moneyKey } from './queries.js';
import { useBalanceWords } from './words.js';

/** What can be spent, what is held, what a minute costs, and how far today has come. */
export function Standing({
  account,
  accountId,
}: {
  account: Account | AccountOverview;
  accountId: string | undefined;
}): ReactNode {
  const say = useBalanceWords();
  const money = useMoney();
  return (
    <SimpleGrid cols={{ base: 1, xs: 2, md: accountId === undefined ? 4 : 3 }}>
      <Figure label={say('available')} value={money(account.balance)} />
      <Tooltip label={say('heldHint')} multiline w={260}>
        <div>
          <Figure label={say('held')} value={money(account.frozen)} more={say('heldHint')} />
        </div>
      </Tooltip>
      <Figure label={say('price')} value={money(account.rate_per_minute)} />
      {accountId === undefined ? <Today /> : null}
    </SimpleGrid>
  );
}

function Today(): ReactNode {
  const say = useBalanceWords();
  const money = useMoney();
  const { session } = useClients();
  const limits = useQuery({
    queryKey: moneyKey('limits', undefined),
    queryFn: ({ signal }) => session.limits({ signal }),
    refetchInterval: LOOK_EVERY_MS,
  });
  const days = limits.data?.days ?? [];
  // The one that is reached first.
  const [day] = days.toSorted((a, b) => a.day_spending - a.spent - (b.day_spending - b.spent));
  if (day === undefined) return <Figure label={say('dayLimit')} value={say('noDayLimit')} />;
  return (
    <Figure
      label={say('today')}
      value={say('todayOf', { spent: money(day.spent), limit: money(day.day_spending) })}
      more={<Instant at={day.resets_at} />}
    />
  );
}

function Figure({ label, value, more }: { label: string; value: string; more?: ReactNode }): ReactNode {
  return (
    <Paper withBorder p="md" h="100%">
      <Text size="sm" c="dimmed">
        {label}
      </Text>
      <Text fz={24} fw={700} style={{ fontVariantNumeric: 'tabular-nums' }}>
        {value}
      </Text>
      {more === undefined ? null : (
        <Text size="xs" c="dimmed">
          {more}
        </Text>
      )}
    </Paper>
  );
}
