import { Blockquote, Button, Group, Paper, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { IconFlask, IconPhoneCall } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { Waiting } from '../app/notices.js';
import { SpokenCallView } from '../call/spoken-call-view.js';
import { useClients } from '../data/clients.js';
import { Failure } from '../data/failure.js';
import { useLanguage } from '../i18n/i18n.js';
import { ModelPrice } from '../new-call/rehearsal-part.js';
import { CallMeHere } from '../webphone/call-me-here.js';
import { beginDemoCall } from './demo-call.js';
import { useFirstRunWords } from './words.js';

/** The first thing that is seen: one click to a conversation. */
export default function FirstRunScreen(): ReactNode {
  const say = useFirstRunWords();
  const language = useLanguage();
  const { calls } = useClients();
  const queries = useQueryClient();
  /** The call to this very browser, where there was one. */
  const [here, setHere] = useState<string | null>(null);
  const account = useQuery({ queryKey: ['account', language], queryFn: ({ signal }) => calls.account({ signal }) });
  const call = useMutation({
    mutationFn: async () => {
      if (account.data === undefined) throw new Error('the account is not known yet');
      return beginDemoCall(calls, account.data, language, say('matter'));
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['calls'] }),
  });
  if (account.data === undefined) return account.error === null ? <Waiting /> : <Failure error={account.error} />;
  const { simulated } = account.data;
  const again = call.data === undefined ? '' : 'Again';
  return (
    <Stack gap="lg" maw={720}>
      <Stack gap="xs">
        <Title order={1} size="h2">
          {say('title')}
        </Title>
        <Text>{say(simulated ? 'leadSimulated' : 'leadReal')}</Text>
        <ModelPrice account={account.data} />
      </Stack>
      <Blockquote p="sm">
        <Text size="sm" c="dimmed">
          {say('says')}
        </Text>
        <Text>{say('matter')}</Text>
      </Blockquote>
      <Group gap="sm" align="flex-start">
        <Button
          size="lg"
          maw="100%"
          leftSection={simulated ? <IconPhoneCall size={20} aria-hidden /> : <IconFlask size={20} aria-hidden />}
          loading={call.isPending}
          onClick={() => call.mutate()}
        >
          {say(`${simulated ? 'demo' : 'rehearse'}${again}`)}
        </Button>
        <CallMeHere
          variant="default"
          size="lg"
          call={() => ({ user_requirement: say('matter'), language })}
          placed={setHere}
        />
      </Group>
      <Failure error={call.error} />
      {call.data === undefined ? null : <SpokenCallView callId={call.data} />}
      {here === null ? null : <SpokenCallView key={here} callId={here} />}
      <Next />
    </Stack>
  );
}

function Next(): ReactNode {
  const say = useFirstRunWords();
  const steps = [
    { to: '/new-call', title: say('nextCall'), hint: say('nextCallHint') },
    { to: '/keys', title: say('nextKey'), hint: say('nextKeyHint') },
    { to: '/settings', title: say('nextSettings'), hint: say('nextSettingsHint') },
  ];
  return (
    <Stack component="nav" gap="xs" aria-label={say('next')}>
      <Title order={2} size="h4">
        {say('next')}
      </Title>
      <SimpleGrid cols={{ base: 1, xs: 3 }} spacing="sm">
        {steps.map(({ to, title, hint }) => (
          <Paper key={to} withBorder p="md" component={Link} to={to} c="inherit" td="none">
            <Text fw={600}>{title}</Text>
            <Text size="sm" c="dimmed">
              {hint}
            </Text>
          </Paper>
        ))}
      </SimpleGrid>
    </Stack>
  );
}
