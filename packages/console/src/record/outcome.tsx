import { Badge, Group, Paper, Stack, Table, Text, Title } from '@mantine/core';
import type { Call } from '@ringback/client';
import type { ReactNode } from 'react';
import { goalWord, useCallWords } from '../call/call-words.js';
import { useRecordWords } from './words.js';

/** What came of the call: its goal, a summary, and the fields that were to be found out. */
export function Outcome({ of: call }: { of: Call }): ReactNode {
  const say = useRecordWords();
  const word = useCallWords();
  const { status, goal_achieved: goal, summary, result, result_schema: schema } = call;
  const fields = fieldsOf(schema, result);
  return (
    <Paper withBorder p="md" component="section" aria-label={say('outcome')}>
      <Stack gap="sm">
        <Group justify="space-between">
          <Title order={2} size="h4">
            {say('outcome')}
          </Title>
          {status === 'ended' ? (
            <Badge variant="light" color={goal === null ? 'gray' : goal ? 'green' : 'orange'}>
              {word(goalWord(goal))}
            </Badge>
          ) : null}
        </Group>
        {status === 'ended' ? null : <Text c="dimmed">{say('notOver')}</Text>}
        {summary === null ? null : <Text>{summary}</Text>}
        {fields.length === 0 ? null : (
          <Table withRowBorders verticalSpacing="xs">
            <Table.Tbody>
              {fields.map(({ name, title, hint, value }) => (
                <Table.Tr key={name}>
                  <Table.Th scope="row" w="45%">
                    {title}
                    {hint === null ? null : (
                      <Text size="xs" c="dimmed" fw={400}>
                        {hint}
                      </Text>
                    )}
                  </Table.Th>
                  <Table.Td>
                    <Value of={value} />
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )}
        {schema !== null && status === 'ended' && result === null ? (
          <Text size="sm" c="dimmed">
            {say('noResult')}
          </Text>
        ) : null}
      </Stack>
    </Paper>
  );
}

interface Field {
  name: string;
  title: string;
  hint: string | null;
  value: unknown;
}

/** Those that the schema names, in its order, then whatever else was found out. */
function fieldsOf(schema: Record<string, unknown> | null, result: Record<string, unknown> | null): Field[] {
  const properties = asObject(schema?.properties);
  const names = new Set([...Object.keys(properties), ...Object.keys(result ?? {})]);
  return [...names].map((name) => {
    const { title, description } = asObject(properties[name]);
    return {
      name,
      title: typeof title === 'string' && title !== '' ? title : name,
      hint: typeof description === 'string' && description !== '' ? description : null,
      value: result !== null && Object.hasOwn(result, name) ? result[name] : undefined,
    };
  });
}

function asObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

function Value({ of: value }: { of: unknown }): ReactNode {
  const say = useRecordWords();
  if (value === undefined || value === null) return <Text c="dimmed">–</Text>;
  if (typeof value === 'boolean') return say(value ? 'yes' : 'no');
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  if (Array.isArray(value) && value.every((one) => typeof one !== 'object')) return value.map(String).join(' · ');
  return <code>{JSON.stringify(value)}</code>;
}
