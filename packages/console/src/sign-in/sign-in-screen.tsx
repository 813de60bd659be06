import {
  Anchor,
  Button,
  Center,
  Group,
  Image,
  Paper,
  PasswordInput,
  Stack,
  Text,
  TextInput,
  Title,
} from '@mantine/core';
import type { SessionState } from '@ringback/client';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { ColourSwitch } from '../app/colour-switch.js';
import icon from '../app/icon.svg';
import { LanguageSwitch } from '../app/language-switch.js';
import { useClients } from '../data/clients.js';
import { Failure } from '../data/failure.js';
import { queries, SESSION_KEY } from '../data/queries.js';
import { useSignInWords } from './words.js';

/** As the service has it: docs/sign-in.md. */
const SHORTEST_PASSWORD = 10;
const LONGEST_PASSWORD = 128;

export interface SignInScreenProps {
  state: SessionState;
  /** Why the owner at this machine could not go in. */
  error: unknown;
  signInLocally(): void;
}

/** In place of every screen where nobody is signed in; afterwards the address that was asked for is there. */
export function SignInScreen({ state, error, signInLocally }: SignInScreenProps): ReactNode {
  const say = useSignInWords();
  const [joining, setJoining] = useState(false);
  return (
    <Stack component="main" p="md" mih="100vh">
      <Group justify="flex-end" gap="xs">
        <LanguageSwitch />
        <ColourSwitch />
      </Group>
      <Center flex={1}>
        <Stack w="min(24rem, 100%)" gap="md">
          <Group gap="sm">
            <Image src={icon} alt="" w={36} h={36} />
            <Title order={1} size="h2">
              Ringback
            </Title>
          </Group>
          <Failure error={error} />
          {state.local_sign_in ? (
            <Paper withBorder p="md">
              <Stack gap="xs">
                <Text fw={600}>{say('local')}</Text>
                <Text c="dimmed" size="sm">
                  {say('localHint')}
                </Text>
                <Button onClick={signInLocally}>{say('enter')}</Button>
              </Stack>
            </Paper>
          ) : null}
          <Paper withBorder p="md">
            <PersonForm key={joining ? 'up' : 'in'} joining={joining} />
          </Paper>
          {state.sign_up ? (
            <Anchor component="button" type="button" size="sm" onClick={() => setJoining(!joining)}>
              {say(joining ? 'toSignIn' : 'toSignUp')}
            </Anchor>
          ) : (
            <Text c="dimmed" size="sm">
              {say('closed')}
            </Text>
          )}
        </Stack>
      </Center>
    </Stack>
  );
}

function PersonForm({ joining }: { joining: boolean }): ReactNode {
  const say = useSignInWords();
  const { session } = useClients();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [name, setName] = useState('');
  const [tried, setTried] = useState(false);
  const enter = useMutation({
    mutationFn: () =>
      joining
        ? session.signUp({ email, password, ...(name.trim() === '' ? {} : { name: name.trim() }) })
        : session.signIn({ email, password }),
    onSuccess: () => queries.invalidateQueries({ queryKey: SESSION_KEY }),
  });
  const emailWrong = !/^\S+@\S+$/.test(email.trim());
  const passwordWrong = joining ? password.length < SHORTEST_PASSWORD : password === '';

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (!emailWrong && !passwordWrong) enter.mutate();
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <Title order={2} size="h4">
          {say(joining ? 'signUp' : 'signIn')}
        </Title>
        <TextInput
          label={say('email')}
          type="email"
          name="email"
          autoComplete={joining ? 'email' : 'username'}
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
          error={tried && emailWrong ? say('emailWrong') : null}
        />
        {joining ? (
          <TextInput
            label={say('name')}
            name="name"
            autoComplete="name"
            maxLength={100}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
        ) : null}
        <PasswordInput
          label={say('password')}
          name="password"
          autoComplete={joining ? 'new-password' : 'current-password'}
          maxLength={LONGEST_PASSWORD}
          description={joining ? say('passwordHint') : undefined}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          error={tried && passwordWrong ? say('passwordShort') : null}
        />
        <Failure error={enter.error} />
        <Button type="submit" loading={enter.isPending}>
          {say(joining ? 'signUp' : 'signIn')}
        </Button>
        <Text size="sm" c="dimmed">
          {say(joining ? 'first' : 'forgotten')}
        </Text>
      </Stack>
    </form>
  );
}
