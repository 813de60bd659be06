import { Button, Center, Loader, Stack, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useFrameWords } from './words.js';

export function Waiting(): ReactNode {
  const say = useFrameWords();
  return (
    <Center mih="40vh" role="status" aria-label={say('loading')}>
      <Loader />
    </Center>
  );
}

export function NotFound(): ReactNode {
  const say = useFrameWords();
  return (
    <Stack align="center" mt="10vh" gap="sm">
      <Title order={1}>{say('notFound')}</Title>
      <Text c="dimmed">{say('notFoundHint')}</Text>
      <Button component={Link} to="/">
        {say('toHome')}
      </Button>
    </Stack>
  );
}

/** In place of a screen whose code did not come, as after an update of the service, or that threw. */
export function BrokenScreen(): ReactNode {
  const say = useFrameWords();
  return (
    <Stack align="center" mt="10vh" gap="sm" role="alert">
      <Title order={1}>{say('brokenScreen')}</Title>
      <Button onClick={() => window.location.reload()}>{say('reload')}</Button>
    </Stack>
  );
}
