import { SegmentedControl, SimpleGrid, Table, Text } from '@mantine/core';
import type { DaySpent } from '@ringback/client';
import { useQuery } from '@tanstack/react-query';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { useMoney } from '../app/money.js';
import { Section } from '../app/section.js';
import { useClients } from '../data/clients.js';
import { Failure } from '../data/failure.js';
import { LOOK_EVERY_MS, moneyKey } from './queries.js';
import { useBalanceWords } from './words.js';

const PERIODS = [7, 30, 90] as const;

/** Comes after the figures: nobody needs the bars to read them. */
const SpendingChart = lazy(() => import('./spending-chart.js'));

/** What calls cost by day: bars, and the same in a table beside them. */
export function Spending({ accountId }: { accountId: string | undefined }): ReactNode {
  const say = useBalanceWords();
  const money = useMoney();
  const { session } = useClients();
  const [days, setDays] = useState<number>(30);
  const utcOffsetMinutes = -new Date().getTimezoneOffset();
  const spending = useQuery({
    queryKey: moneyKey('spending', accountId, days),
    queryFn: ({ signal }) =>
      session.spending({ days, utcOffsetMinutes, signal, ...(accountId === undefined ? {} : { accountId }) }),
    refetchInterval: LOOK_EVERY_MS,
  });
  const spent = spending.data ?? [];
  const total = sum(spent.map((one) => one.spent));
  const most = Math.max(0, ...spent.map((one) => one.spent));
  return (
    <Section
      title={say('spending')}
      hint={say('spendingHint')}
      aside={
        <SegmentedControl
          size="xs"
          aria-label={say('period')}
          value={String(days)}
          onChange={(value) => setDays(Number(value))}
          data={PERIODS.map((count) => ({ value: String(count), label: say('days', { count }) }))}
        />
      }
    >
      <Failure error={spending.error} />
      {spending.data !== undefined && spent.length === 0 ? <Text c="dimmed">{say('noSpending')}</Text> : null}
      {spent.length === 0 ? null : (
        <SimpleGrid cols={{ base: 1, md: 2 }}>
          <div
            role="img"
            aria-label={say('chartLabel', { days, total: money(total), most: money(most) })}
            style={{ minHeight: 220, minWidth: 0 }}
          >
            <Suspense fallback={null}>
              <SpendingChart days={everyDay(spent, days)} />
            </Suspense>
          </div>
          <Table.ScrollContainer minWidth={200} mah={260} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
            <Table aria-label={say('spending')}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{say('day')}</Table.Th>
                  <Table.Th ta="right">{say('calls')}</Table.Th>
                  <Table.Th ta="right">{say('spent')}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {spent.toReversed().map(({ day, calls, spent: cost }) => (
                  <Table.Tr key={day}>
                    <Table.Td>{day}</Table.Td>
                    <Table.Td ta="right">{calls}</Table.Td>
                    <Table.Td ta="right">{money(cost)}</Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
              <Table.Tfoot>
                <Table.Tr>
                  <Table.Th>{say('total')}</Table.Th>
                  <Table.Th ta="right">{sum(spent.map((one) => one.calls))}</Table.Th>
                  <Table.Th ta="right">{money(total)}</Table.Th>
                </Table.Tr>
              </Table.Tfoot>
            </Table>
          </Table.ScrollContainer>
        </SimpleGrid>
      )}
    </Section>
  );
}

/** Money has three decimals; sums of floats have more. */
const sum = (values: readonly number[]): number => Math.round(values.reduce((all, one) => all + one, 0) * 1000) / 1000;

/** The days between as well, on which nothing was charged. */
function everyDay(spent: readonly DaySpent[], days: number): { at: number; spent: number }[] {
  const bySpent = new Map(spent.map((one) => [one.day, one.spent]));
  const today = new Date();
  return Array.from({ length: days }, (_, index) => {
    const at = new Date(today.getFullYear(), today.getMonth(), today.getDate() - (days - 1 - index));
    const pad = (value: number): string => String(value).padStart(2, '0');
    const name = `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())}`;
    return { at: at.getTime() / 1000, spent: bySpent.get(name) ?? 0 };
  });
}
