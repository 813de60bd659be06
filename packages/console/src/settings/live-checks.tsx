import { Alert, Button, Group, SimpleGrid, Stack, Text } from '@mantine/core';
import type { LiveCheck } from '@ringback/client';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Section } from '../app/section.js';
import { useClients } from '../data/clients.js';
import { Failure } from '../data/failure.js';
import { useSettingsWords } from './words.js';

const CHECKS = ['carrier', 'public_path', 'model'] as const;
const COLOURS = { ok: 'green', warning: 'yellow', failed: 'red' } as const;

/** Whether calls would get through, asked now. */
export function LiveChecks(): ReactNode {
  const say = useSettingsWords();
  return (
    <Section title={say('checks')} hint={say('checksHint')}>
      <SimpleGrid cols={{ base: 1, md: 3 }}>
        {CHECKS.map((check) => (
          <Check key={check} check={check} />
        ))}
      </SimpleGrid>
    </Section>
  );
}

function Check({ check }: { check: LiveCheck }): ReactNode {
  const say = useSettingsWords();
  const { session } = useClients();
  const run = useMutation({ mutationFn: () => session.checkSettings(check) });
  const result = run.data;
  return (
    <Stack gap="xs">
      <Button
        variant="default"
        loading={run.isPending}
        onClick={() => run.mutate()}
        styles={{ label: { whiteSpace: 'normal' } }}
        mih={36}
        h="auto"
      >
        {say(`check_${check}`)}
      </Button>
      <div role="status" aria-label={say(`check_${check}`)}>
        {run.isPending ? <Text size="sm">{say('checking')}</Text> : null}
        {result === undefined || run.isPending ? null : (
          <Alert color={COLOURS[result.status]} title={say(result.status)}>
            <Text size="sm">{result.found}</Text>
            {result.why === null ? null : (
              <Text size="xs" c="dimmed">
                {result.code}: {result.why}
              </Text>
            )}
            {result.to_do === null ? null : (
              <Text size="sm" mt={4}>
                <b>{say('toDo')}:</b> {result.to_do}
              </Text>
            )}
            <Group mt={4}>
              <Text size="xs">{say('tookMs', { ms: result.took_ms })}</Text>
            </Group>
          </Alert>
        )}
      </div>
      <Failure error={run.error} />
    </Stack>
  );
}
