import { Alert, Center, Group, Image, Loader, Paper, Stack, Text, Title } from '@mantine/core';
import { type ReactNode, useEffect, useState } from 'react';
import { ColourSwitch } from '../app/colour-switch.js';
import icon from '../app/icon.svg';
import { LanguageSwitch } from '../app/language-switch.js';
import { Phone } from '../webphone/phone.js';
import { LastEnd, PhoneCall, usePhone } from '../webphone/phone-call.js';
import { useAnswerWords } from './words.js';

/**
 * The page of a link, for somebody who has no account here: one call, on any phone's browser. Its token stands behind the `#` of the address, and stays there,
 * so that a reload before the answer harms nothing.
 */
export default function AnswerScreen(): ReactNode {
  const say = useAnswerWords();
  const [token] = useState(() => decodeURIComponent(window.location.hash.slice(1)));
  return (
    <Stack component="main" p="md" mih="100vh">
      <Group justify="space-between">
        <Group gap="xs">
          <Image src={icon} alt="" w={28} h={28} />
          <Text fw={700}>Ringback</Text>
        </Group>
        <Group gap="xs">
          <LanguageSwitch />
          <ColourSwitch />
        </Group>
      </Group>
      <Center flex={1}>
        <Stack w="min(24rem, 100%)" gap="md">
          <Title order={1} size="h2">
            {say('title')}
          </Title>
          {token === '' ? <Alert color="red">{say('incomplete')}</Alert> : <Invited token={token} />}
        </Stack>
      </Center>
    </Stack>
  );
}

function Invited({ token }: { token: string }): ReactNode {
  const say = useAnswerWords();
  const [phone] = useState(() => new Phone(() => token));
  const { line, ringing, talk, trouble, ended } = usePhone(phone);
  useEffect(() => {
    void phone.turnOn();
    return () => void phone.turnOff();
  }, [phone]);
  if (line === 'over')
    return (
      <>
        <LastEnd cause={ended} />
        <Alert role="status">{say('used')}</Alert>
      </>
    );
  if (line === 'failed' && trouble === 'refused')
    return (
      <Alert color="red" role="alert">
        {say('refused')}
      </Alert>
    );
  return (
    <>
      {talk === null ? (
        <>
          <Text>{say('lead')}</Text>
          <Text size="sm" c="dimmed">
            {say('rules')}
          </Text>
        </>
      ) : null}
      <Paper withBorder p="md">
        {ringing === null && talk === null ? (
          <Group wrap="nowrap" role="status">
            <Loader size="sm" aria-hidden />
            <Text>{say(line === 'ready' ? 'waiting' : line === 'lost' ? 'lost' : 'connecting')}</Text>
          </Group>
        ) : null}
        <PhoneCall phone={phone} />
      </Paper>
      {talk === null ? (
        <Text size="sm" c="dimmed">
          {say('headset')}
        </Text>
      ) : null}
    </>
  );
}
