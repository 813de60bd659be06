import { Badge, Button, Group, Paper, PasswordInput, SegmentedControl, Stack, Text } from '@mantine/core';
import type { Session } from '@ringback/client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { Instant } from '../app/instant.js';
import { Waiting } from '../app/notices.js';
import { SaveRow } from '../app/save-row.js';
import { Section } from '../app/section.js';
import { useUser } from '../app/session.js';
import { useClients } from '../data/clients.js';
import { Failure } from '../data/failure.js';
import { queries } from '../data/queries.js';
import { changeLanguage, useLanguage } from '../i18n/i18n.js';
import { LANGUAGE_NAMES, LANGUAGES, type Language } from '../i18n/languages.js';
import { useSettingsWords } from './words.js';

const SESSIONS = ['sessions'] as const;

/** As the service has it: docs/sign-in.md. */
const SHORTEST_PASSWORD = 10;
const LONGEST_PASSWORD = 128;

/** One's own language, password and sessions. */
export function Person(): ReactNode {
  const say = useSettingsWords();
  const language = useLanguage();
  const { email } = useUser();
  return (
    <Stack gap="lg">
      <Section title={say('language')}>
        <SegmentedControl
          aria-label={say('language')}
          value={language}
          onChange={(chosen) => void changeLanguage(chosen as Language)}
          data={LANGUAGES.map((one) => ({ value: one, label: LANGUAGE_NAMES[one] }))}
        />
      </Section>
      <Section title={say('password')} hint={say(email === null ? 'noPassword' : 'passwordHint')}>
        {email === null ? null : <PasswordForm />}
      </Section>
      <Sessions />
    </Stack>
  );
}

function PasswordForm(): ReactNode {
  const say = useSettingsWords();
  const { session } = useClients();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [tried, setTried] = useState(false);
  const length = [...next].length;
  const wrong = length < SHORTEST_PASSWORD || length > LONGEST_PASSWORD;
  const change = useMutation({
    mutationFn: () => session.changePassword({ current, next }),
    onSuccess: async () => {
      setCurrent('');
      setNext('');
      setTried(false);
      await queries.invalidateQueries({ queryKey: SESSIONS });
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (!wrong && current !== '') change.mutate();
  };
  return (
    <form onSubmit={submit} aria-label={say('password')}>
      <Stack gap="sm" maw={420}>
        <PasswordInput
          label={say('currentPassword')}
          autoComplete="current-password"
          value={current}
          onChange={(event) => setCurrent(event.currentTarget.value)}
        />
        <PasswordInput
          label={say('newPassword')}
          autoComplete="new-password"
          value={next}
          onChange={(event) => setNext(event.currentTarget.value)}
          error={tried && wrong ? say('passwordWrong') : null}
        />
        <Failure error={change.error} />
        <SaveRow label={say('save')} saving={change.isPending} told={change.isSuccess ? say('passwordChanged') : ''} />
      </Stack>
    </form>
  );
}

function Sessions(): ReactNode {
  const say = useSettingsWords();
  const { session } = useClients();
  const sessions = useQuery({ queryKey: SESSIONS, queryFn: ({ signal }) => session.sessions({ signal }) });
  const endOthers = useMutation({
    mutationFn: () => session.endOtherSessions(),
    onSuccess: () => queries.invalidateQueries({ queryKey: SESSIONS }),
  });
  return (
    <Section
      title={say('sessions')}
      hint={say('sessionsHint')}
      aside={
        (sessions.data?.length ?? 0) > 1 ? (
          <Button
            size="xs"
            variant="outline"
            color="red"
            loading={endOthers.isPending}
            onClick={() => endOthers.mutate()}
          >
            {say('endOthers')}
          </Button>
        ) : null
      }
    >
      <Failure error={sessions.error ?? endOthers.error} />
      <Text role="status" size="sm">
        {endOthers.data === undefined ? '' : say('othersEnded', { count: endOthers.data })}
      </Text>
      {sessions.isPending ? <Waiting /> : null}
      <Stack gap="xs" component="ul" p={0} m={0}>
        {sessions.data?.map((one) => (
          <SessionRow key={one.session_id} of={one} />
        ))}
      </Stack>
    </Section>
  );
}

function SessionRow({ of: one }: { of: Session }): ReactNode {
  const say = useSettingsWords();
  const { session } = useClients();
  const end = useMutation({
    mutationFn: () => session.endSession(one.session_id),
    onSuccess: () => queries.invalidateQueries({ queryKey: SESSIONS }),
  });
  return (
    <Paper withBorder p="sm" component="li" style={{ listStyle: 'none' }}>
      <Group justify="space-between">
        <Stack gap={2} style={{ minWidth: 0, flex: 1 }}>
          <Group gap="xs">
            <Text size="sm" fw={500}>
              {one.address}
            </Text>
            {one.current ? <Badge variant="light">{say('current')}</Badge> : null}
          </Group>
          <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
            {one.user_agent}
          </Text>
          <Text size="xs" c="dimmed">
            {say('began')}: <Instant at={one.created_at} /> · {say('until')}: <Instant at={one.expires_at} />
          </Text>
        </Stack>
        {one.current ? null : (
          <Button
            size="xs"
            variant="outline"
            color="red"
            loading={end.isPending}
            onClick={() => end.mutate()}
            aria-label={`${say('endSession')}: ${one.address}`}
          >
            {say('end')}
          </Button>
        )}
      </Group>
      <Failure error={end.error} />
    </Paper>
  );
}
