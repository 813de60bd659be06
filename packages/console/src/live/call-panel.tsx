import { Alert, Badge, Button, CloseButton, Group, Paper, Stack, Tabs, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useEffect, useRef } from 'react';
import { useUser } from '../app/session.js';
import { useCallWords } from '../call/call-words.js';
import { useFollowedCall } from '../call/follow-events.js';
import { after, SILENT } from '../call/talk.js';
import { Failure } from '../data/failure.js';
import { Elapsed } from './elapsed.js';
import { HangUpButton } from './hang-up-button.js';
import { KeysForm } from './keys-form.js';
import { ListenPanel } from './listen-panel.js';
import type { LiveList } from './live-list.js';
import { stateText } from './live-row.js';
import { Transcript } from './transcript.js';
import { useRow } from './use-live.js';
import { WhisperForm } from './whisper-form.js';
import { useLiveWords } from './words.js';

/** One call, opened: what is said in it, and what one can do to it. */
export function CallPanel({ list, callId, close }: { list: LiveList; callId: string; close(): void }): ReactNode {
  const say = useLiveWords();
  const word = useCallWords();
  const { account_id: ownAccount } = useUser();
  const row = useRow(list, callId);
  const { now: talk, error } = useFollowedCall(callId, SILENT, after);
  const heading = useRef<HTMLHeadingElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another call was opened: who uses a screen reader is told so.
  useEffect(() => heading.current?.focus(), [callId]);
  const over = talk.end !== null || (row?.ended ?? null) !== null;
  const own = row === undefined || row.account_id === ownAccount;
  const talks = !over && own && row?.state === 'in_progress';
  const phone = row?.phone ?? '';
  return (
    <Paper withBorder p="md" className="live-panel" component="section" aria-label={say('call', { phone })}>
      <Stack gap="sm">
        <Group justify="space-between" wrap="nowrap" align="flex-start">
          <div>
            <Title order={2} size="h4" ref={heading} tabIndex={-1}>
              {say('call', { phone })}
            </Title>
            <Group gap="xs">
              {row === undefined ? null : (
                <Badge variant="light" color={over ? 'gray' : 'green'}>
                  {stateText(row, word)}
                </Badge>
              )}
              {talks && row.answered_at !== null ? (
                <Text size="sm" c="dimmed" span>
                  <Elapsed since={row.answered_at} list={list} />
                </Text>
              ) : null}
              {row?.speaker == null ? null : <Badge color="red">{say('speaking', { name: row.speaker })}</Badge>}
              {row === undefined || row.listeners.length === 0 ? null : (
                <Badge variant="outline">{say('listening', { names: row.listeners.join(', ') })}</Badge>
              )}
            </Group>
          </div>
          <CloseButton onClick={close} aria-label={say('close')} />
        </Group>
        {row === undefined ? null : (
          <Text size="sm" lineClamp={3}>
            <Text span fw={600}>
              {say('requirement')}:{' '}
            </Text>
            {row.user_requirement}
          </Text>
        )}
        {own ? null : <Alert>{say('otherAccount')}</Alert>}
        {talk.end === null ? null : (
          <Alert role="status" color="gray">
            <Group justify="space-between">
              {say('over', { reason: word(talk.end.end_reason) })}
              <Button component={Link} to={`/calls/${callId}`} size="xs" variant="light">
                {say('toRecord')}
              </Button>
            </Group>
          </Alert>
        )}
        {talks && row.here ? <ListenPanel callId={callId} phone={phone} takeable={talks} /> : null}
        {own ? <Transcript lines={talk.lines} /> : null}
        {own ? <Failure error={error} /> : null}
        {talks && row.here ? (
          <Tabs defaultValue="whisper" keepMounted={false}>
            <Tabs.List>
              <Tabs.Tab value="whisper">{say('whisper')}</Tabs.Tab>
              <Tabs.Tab value="keys">{say('keys')}</Tabs.Tab>
            </Tabs.List>
            <Tabs.Panel value="whisper" pt="xs">
              <WhisperForm callId={callId} />
            </Tabs.Panel>
            <Tabs.Panel value="keys" pt="xs">
              <KeysForm callId={callId} />
            </Tabs.Panel>
          </Tabs>
        ) : null}
        {!over && row !== undefined ? (
          <Group justify="flex-end">
            <HangUpButton callId={callId} phone={phone} queued={row.state === 'queued'} />
          </Group>
        ) : null}
      </Stack>
    </Paper>
  );
}
