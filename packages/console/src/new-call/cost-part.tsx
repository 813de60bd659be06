import { Alert, Stack, Table, Text } from '@mantine/core';
import type { Account, CallsEstimate } from '@ringback/client';
import type { ReactNode } from 'react';
import { useMoney } from '../app/money.js';
import { useNewCallWords } from './words.js';

export interface CostPartProps {
  estimate: CallsEstimate | null;
  /** How many calls it is of. */
  calls: number;
  account: Account | undefined;
}

/** What the calls may cost, and whether the balance is enough. */
export function CostPart({ estimate, calls, account }: CostPartProps): ReactNode {
  const say = useNewCallWords();
  const money = useMoney();
  if (estimate === null || calls === 0)
    return (
      <Text size="sm" c="dimmed">
        {say('costEmpty')}
      </Text>
    );
  const { rate_per_minute, first_minutes, available, suffices, if_all_talk, by_history } = estimate;
  const perMinute = calls * rate_per_minute;
  const most = if_all_talk.at(-1);
  const rows = [
    [say('held'), money(first_minutes)],
    ...if_all_talk.slice(1, -1).map(({ minutes, cost }) => [say('ifTalk', { count: minutes }), money(cost)]),
    ...(most === undefined ? [] : [[say('atMost', { minutes: most.minutes }), money(most.cost)]]),
    ...(by_history === null
      ? []
      : [[say('byHistory', { calls: by_history.calls, answered: by_history.answered }), money(by_history.cost)]]),
    [say('available'), money(available)],
  ];
  return (
    <Stack gap="sm">
      <Text size="sm">{say('price', { price: money(rate_per_minute) })}</Text>
      <Table aria-label={say('cost')}>
        <Table.Tbody>
          {rows.map(([what, amount]) => (
            <Table.Tr key={what}>
              <Table.Th fw={400}>{what}</Table.Th>
              <Table.Td ta="right" style={{ whiteSpace: 'nowrap', fontVariantNumeric: 'tabular-nums' }}>
                {amount}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {suffices ? (
        <Text size="sm">
          {say('suffices')}{' '}
          {perMinute > 0 && most !== undefined && available < most.cost
            ? say('lasts', { minutes: Math.floor(available / perMinute) })
            : null}
        </Text>
      ) : (
        <Alert color="red" role="alert">
          {say('insufficient', { missing: money(first_minutes - available) })}
        </Alert>
      )}
      {account === undefined ? null : <OtherCosts account={account} />}
    </Stack>
  );
}

function OtherCosts({ account }: { account: Account }): ReactNode {
  const say = useNewCallWords();
  const { carrier, model } = account.line.usd_per_minute;
  const parts = [
    ...(carrier === null ? [] : [say('carrierPart', { usd: carrier })]),
    ...(model === null ? [] : [say('modelPart', { usd: model })]),
  ];
  return (
    <>
      {account.simulated ? (
        <Text size="sm" c="dimmed">
          {say('simulatedCost')}
        </Text>
      ) : null}
      {parts.length === 0 ? null : (
        <Text size="sm" c="dimmed">
          {say('operatorCost', { parts: parts.join(', ') })}
        </Text>
      )}
    </>
  );
}
