import { Anchor, Badge, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Instant } from '../app/instant.js';
import { useMoney } from '../app/money.js';
import { Section } from '../app/section.js';
import { useClients } from '../data/clients.js';
import { Failure } from '../data/failure.js';
import { LOOK_EVERY_MS, moneyKey } from './queries.js';
import { useBalanceWords } from './words.js';

/** Calls for which money is held, with the way to each. */
export function Holds({ accountId }: { accountId: string | undefined }): ReactNode {
  const say = useBalanceWords();
  const money = useMoney();
  const { session } = useClients();
  const holds = useQuery({
    queryKey: moneyKey('holds', accountId),
    queryFn: ({ signal }) => session.holds({ signal, ...(accountId === undefined ? {} : { accountId }) }),
    refetchInterval: LOOK_EVERY_MS,
  });
  const list = holds.data?.holds ?? [];
  return (
    <Section title={say('holds')}>
      <Failure error={holds.error} />
      {holds.data !== undefined && list.length === 0 ? <Text c="dimmed">{say('noHolds')}</Text> : null}
      {list.length === 0 ? null : (
        <Table.ScrollContainer minWidth={300} mah={360} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{say('call')}</Table.Th>
                <Table.Th>{say('state')}</Table.Th>
                <Table.Th ta="right">{say('held')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {list.map((hold) => (
                <Table.Tr key={hold.call_id}>
                  <Table.Td>
                    {accountId === undefined ? (
                      <Anchor href={`/calls/${hold.call_id}`}>{hold.phone}</Anchor>
                    ) : (
                      hold.phone
                    )}
                    <Text size="xs" c="dimmed">
                      <Instant at={hold.since} />
                    </Text>
                  </Table.Td>
                  <Table.Td>
                    <Badge variant="light">{say(hold.status)}</Badge>
                  </Table.Td>
                  <Table.Td ta="right">{money(hold.held)}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      {holds.data?.more === true ? <Text size="sm">{say('moreHolds')}</Text> : null}
    </Section>
  );
}
