import { Anchor, Badge, Group, Paper, Stack, Table, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import type { Call } from '@ringback/client';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Instant } from '../app/instant.js';
import { useMoney } from '../app/money.js';
import { CallBadges } from '../call/call-badges.js';
import { useDuration } from '../call/duration.js';
import { useCallsWords } from './words.js';

export interface CallRowsProps {
  calls: readonly Call[];
  /** Names by id, where calls of several accounts may be among them. */
  accounts: ReadonlyMap<string, string> | null;
}

/** Calls as a table, or as cards where the page is narrow. */
export function CallRows({ calls, accounts }: CallRowsProps): ReactNode {
  const wide = useMediaQuery('(min-width: 62em)', undefined, { getInitialValueInEffect: false });
  return wide ? <CallTable {...{ calls, accounts }} /> : <CallCards {...{ calls, accounts }} />;
}

function CallTable({ calls, accounts }: CallRowsProps): ReactNode {
  const say = useCallsWords();
  const duration = useDuration();
  const money = useMoney();
  return (
    <Paper withBorder>
      <Table highlightOnHover verticalSpacing="sm" layout="fixed">
        <Table.Thead>
          <Table.Tr>
            <Table.Th w="11rem">{say('number')}</Table.Th>
            <Table.Th w="11rem">{say('time')}</Table.Th>
            {accounts === null ? null : <Table.Th w="8rem">{say('account')}</Table.Th>}
            <Table.Th>{say('matter')}</Table.Th>
            <Table.Th>{say('outcome')}</Table.Th>
            <Table.Th w="7rem">{say('duration')}</Table.Th>
            <Table.Th w="6rem" ta="end">
              {say('cost')}
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {calls.map((call) => (
            <Table.Tr key={call.call_id}>
              <Table.Td>
                <PhoneLink of={call} />
                {call.campaign === null ? null : <CampaignBadge label={call.campaign} />}
              </Table.Td>
              <Table.Td>
                <Instant at={call.created_at} />
              </Table.Td>
              {accounts === null ? null : (
                <Table.Td>
                  <Text size="sm" truncate>
                    {accounts.get(call.account_id) ?? call.account_id}
                  </Text>
                </Table.Td>
              )}
              <Table.Td>
                <Text size="sm" lineClamp={2}>
                  {call.user_requirement}
                </Text>
              </Table.Td>
              <Table.Td>
                <Stack gap={4}>
                  <CallBadges of={call} />
                  {call.summary === null ? null : (
                    <Text size="sm" c="dimmed" lineClamp={2}>
                      {call.summary}
                    </Text>
                  )}
                </Stack>
              </Table.Td>
              <Table.Td>{duration(call.duration_seconds)}</Table.Td>
              <Table.Td ta="end">{call.cost === null ? '–' : money(call.cost)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Paper>
  );
}

function CallCards({ calls, accounts }: CallRowsProps): ReactNode {
  const duration = useDuration();
  const money = useMoney();
  return (
    <Stack component="ul" gap="xs" p={0} m={0}>
      {calls.map((call) => (
        <Paper key={call.call_id} component="li" withBorder p="sm" style={{ listStyle: 'none' }}>
          <Stack gap={6}>
            <Group justify="space-between" gap="xs">
              <PhoneLink of={call} />
              <Text size="sm" c="dimmed">
                <Instant at={call.created_at} />
              </Text>
            </Group>
            <Group gap={6}>
              <CallBadges of={call} />
              {call.campaign === null ? null : <CampaignBadge label={call.campaign} />}
            </Group>
            <Text size="sm" lineClamp={2}>
              {call.summary ?? call.user_requirement}
            </Text>
            <Text size="sm" c="dimmed">
              {accounts === null ? '' : `${accounts.get(call.account_id) ?? call.account_id} · `}
              {duration(call.duration_seconds)} · {call.cost === null ? '–' : money(call.cost)}
            </Text>
          </Stack>
        </Paper>
      ))}
    </Stack>
  );
}

function PhoneLink({ of: call }: { of: Call }): ReactNode {
  const say = useCallsWords();
  return (
    <Anchor
      component={Link}
      to="/calls/$callId"
      params={{ callId: call.call_id } as never}
      fw={600}
      aria-label={say('open', { phone: call.phone })}
    >
      {call.phone}
    </Anchor>
  );
}

function CampaignBadge({ label }: { label: string }): ReactNode {
  return (
    <Badge variant="default" maw="100%" tt="none" title={label}>
      {label}
    </Badge>
  );
}
