import { Button, Collapse, CopyButton, Group, Paper, ScrollArea, Stack, Text, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { CallEvent } from '@ringback/client';
import type { ReactNode } from 'react';
import { useRecordWords } from './words.js';

/** Everything that was logged, as the API gives it. */
export function RawEvents({ events }: { events: readonly CallEvent[] }): ReactNode {
  const say = useRecordWords();
  const [open, { toggle }] = useDisclosure(false);
  const text = open ? events.map((event) => JSON.stringify(event)).join('\n') : '';
  return (
    <Paper withBorder p="md" component="section" aria-label={say('raw')}>
      <Stack gap="sm">
        <Group justify="space-between">
          <Title order={2} size="h4">
            {say('raw')}
          </Title>
          <Group gap="xs">
            {open ? (
              <CopyButton value={text}>
                {({ copied, copy }) => (
                  <Button variant="default" size="xs" onClick={copy}>
                    {say(copied ? 'copied' : 'copy')}
                  </Button>
                )}
              </CopyButton>
            ) : null}
            <Button variant="default" size="xs" aria-expanded={open} onClick={toggle}>
              {say(open ? 'hide' : 'show')}
            </Button>
          </Group>
        </Group>
        <Text size="sm" c="dimmed">
          {say('rawCount', { count: events.length })}
        </Text>
        <Collapse expanded={open}>
          <ScrollArea.Autosize mah={420} viewportProps={{ tabIndex: 0, 'aria-label': say('raw'), role: 'region' }}>
            <pre className="raw">{text}</pre>
          </ScrollArea.Autosize>
        </Collapse>
      </Stack>
    </Paper>
  );
}
