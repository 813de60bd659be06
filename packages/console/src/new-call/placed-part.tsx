import { Alert, Button, Group, Progress, Stack, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useEffect, useRef } from 'react';
import { Failure } from '../data/failure.js';
import type { Placing } from './placing.js';
import { useNewCallWords } from './words.js';

/** In place of the form, once its calls are on their way. */
export function PlacedPart({ placing, another }: { placing: Placing; another(): void }): ReactNode {
  const say = useNewCallWords();
  const { batch, placed, running, error, done } = placing;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (done) heading.current?.focus();
  }, [done]);
  if (batch === null) return null;
  const all = batch.rows.length;
  const made = placed.callIds.length;
  if (done)
    return (
      <Stack gap="md" data-testid="placed">
        <Title order={2} size="h3" ref={heading} tabIndex={-1} role="status">
          {say('placed', { count: made })}
        </Title>
        {placed.waiting === 0 ? null : <Text>{say('placedWaits', { count: placed.waiting })}</Text>}
        <Group>
          <Button component={Link} to="/live">
            {say('watch')}
          </Button>
          <Button component={Link} to="/calls" variant="default">
            {say('seeCalls')}
          </Button>
          <Button variant="subtle" onClick={another}>
            {say('another')}
          </Button>
        </Group>
      </Stack>
    );
  return (
    <Stack gap="md">
      <Progress value={(100 * made) / all} aria-label={say('placing', { done: made, all })} animated={running} />
      <Text role="status">{say('placing', { done: made, all })}</Text>
      <Failure error={error} />
      {running ? null : (
        <Alert color="yellow">
          <Stack gap="sm">
            <Text size="sm">{say('stoppedAt', { done: made, left: all - made })}</Text>
            <Group>
              <Button onClick={() => placing.place(batch)}>{say('resume', { count: all - made })}</Button>
              <Button variant="default" onClick={placing.reset}>
                {say('back')}
              </Button>
            </Group>
          </Stack>
        </Alert>
      )}
    </Stack>
  );
}
