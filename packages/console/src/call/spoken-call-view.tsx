import { Badge, Box, Button, Group, Paper, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef } from 'react';
import { useClients } from '../data/clients.js';
import { Failure } from '../data/failure.js';
import { useFollowedCall } from './follow-events.js';
import { useSpokenWords } from './spoken-words.js';
import { after, type CallEnd, type SaidLine, SILENT } from './talk.js';

export interface SpokenCallViewProps {
  callId: string;
  /** What was to be found out, by name: shown with the end. */
  results?: readonly string[];
}

/** A call as it is being spoken, with a way to end it. */
export function SpokenCallView({ callId, results = [] }: SpokenCallViewProps): ReactNode {
  const say = useSpokenWords();
  const { calls } = useClients();
  const { now: talk, error } = useFollowedCall(callId, SILENT, after);
  const { status, lines, end } = talk;
  const hangUp = useMutation({ mutationFn: () => calls.hangUp(callId) });
  return (
    <Paper withBorder p="md" data-testid="spoken-call" data-call-id={callId}>
      <Stack gap="sm">
        <Group justify="space-between" gap="xs">
          <Badge
            role="status"
            variant="light"
            tt="none"
            size="lg"
            color={status === 'in_progress' ? 'green' : status === 'ended' ? 'gray' : 'blue'}
          >
            {say(`status_${status}`)}
          </Badge>
          {status === 'ended' ? null : (
            <Button
              variant="light"
              color="red"
              size="compact-sm"
              loading={hangUp.isPending}
              onClick={() => hangUp.mutate()}
            >
              {say('hangUp')}
            </Button>
          )}
        </Group>
        <Lines lines={lines.filter((line) => line.kind === 'said')} />
        <Failure error={error ?? hangUp.error} />
        {end === null ? null : <End end={end} results={results} />}
      </Stack>
    </Paper>
  );
}

function Lines({ lines }: { lines: readonly SaidLine[] }): ReactNode {
  const say = useSpokenWords();
  const box = useRef<HTMLDivElement>(null);
  const last = lines.at(-1);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is being said grows: the newest words stay in sight.
  useEffect(() => {
    box.current?.scrollTo({ top: box.current.scrollHeight });
  }, [last?.text, lines.length]);
  return (
    <Box ref={box} mah={360} style={{ overflowY: 'auto' }} tabIndex={0} role="log" aria-label={say('conversation')}>
      <Stack gap="xs">
        {lines.map(({ key, role, text, partial }) => (
          <Group key={key} justify={role === 'assistant' ? 'flex-start' : 'flex-end'}>
            <Paper
              p="xs"
              maw="85%"
              bg={
                role === 'assistant'
                  ? 'var(--mantine-primary-color-light)'
                  : 'light-dark(var(--mantine-color-gray-1), var(--mantine-color-dark-5))'
              }
              data-role={role}
              data-partial={partial}
            >
              <Text size="xs" c="dimmed">
                {say(role === 'assistant' ? 'assistant' : 'callee')}
                {partial ? ` · ${say('speaking')}` : null}
              </Text>
              <Text>{text}</Text>
            </Paper>
          </Group>
        ))}
      </Stack>
    </Box>
  );
}

function End({ end, results }: { end: CallEnd; results: readonly string[] }): ReactNode {
  const say = useSpokenWords();
  const { answered_at_ms, talk_ms, outcome, end_reason } = end;
  return (
    <Stack gap={4} data-testid="call-end" data-end-reason={end_reason}>
      <Text fw={600}>
        {say(`end_${end_reason}`)} ·{' '}
        {answered_at_ms === null ? say('notAnswered') : say('talked', { seconds: Math.round(talk_ms / 1000) })}
      </Text>
      {outcome.summary === '' ? null : (
        <Text size="sm">
          {say('summary')}: {outcome.summary}
        </Text>
      )}
      {results.map((name) => (
        <Text key={name} size="sm">
          {name}: {shown(outcome.facts[name]) ?? say('notFound')}
        </Text>
      ))}
    </Stack>
  );
}

function shown(value: unknown): string | undefined {
  return value === null || typeof value === 'string' ? (value ?? undefined) : JSON.stringify(value);
}
