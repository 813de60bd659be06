import { Button, Group, Stack, Table, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import type { DoNotCallEntry } from '@ringback/client';
import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { ConfirmDialog } from '../app/confirm-dialog.js';
import { Instant } from '../app/instant.js';
import { Waiting } from '../app/notices.js';
import { SaveRow } from '../app/save-row.js';
import { Section } from '../app/section.js';
import { useClients } from '../data/clients.js';
import { Failure } from '../data/failure.js';
import { queries } from '../data/queries.js';
import { useSettingsWords } from './words.js';

const LIST = ['do-not-call'] as const;
const PAGE = 50;
const LONGEST_NOTE = 200;

/** Typing is over when nothing was typed for this long: two searches a second are enough. */
const TYPED_MS = 300;

/** Numbers that the account never calls: search, add, remove. */
export function DoNotCallList(): ReactNode {
  const say = useSettingsWords();
  const { session } = useClients();
  const [written, setWritten] = useState('');
  const [search] = useDebouncedValue(written.trim(), TYPED_MS);
  const [removing, remove] = useState<DoNotCallEntry | null>(null);
  const list = useInfiniteQuery({
    queryKey: [...LIST, search],
    queryFn: ({ pageParam, signal }) =>
      session.doNotCall({
        limit: PAGE,
        signal,
        ...(search === '' ? {} : { search }),
        ...(pageParam === null ? {} : { after: pageParam }),
      }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
  });
  const numbers = list.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <Section title={say('doNotCall')} hint={say('dncLead')}>
      <NewNumber />
      <TextInput
        type="search"
        label={say('search')}
        value={written}
        maxLength={64}
        onChange={(event) => setWritten(event.currentTarget.value)}
      />
      <Failure error={list.error} />
      {list.isPending ? <Waiting /> : null}
      {list.data !== undefined && numbers.length === 0 ? (
        <Text c="dimmed">{say(search === '' ? 'emptyList' : 'nothingFound')}</Text>
      ) : null}
      {numbers.length === 0 ? null : (
        <Table.ScrollContainer minWidth={480} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
          <Table aria-label={say('doNotCall')}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{say('phone')}</Table.Th>
                <Table.Th>{say('note')}</Table.Th>
                <Table.Th>{say('by')}</Table.Th>
                <Table.Th>{say('listed')}</Table.Th>
                <Table.Th />
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {numbers.map((entry) => (
                <Table.Tr key={entry.phone}>
                  <Table.Th scope="row" fw={500}>
                    {entry.phone}
                  </Table.Th>
                  <Table.Td>{entry.note}</Table.Td>
                  <Table.Td>{entry.added_by ?? say(entry.call_id === null ? 'byProgram' : 'byCallee')}</Table.Td>
                  <Table.Td>
                    <Instant at={entry.added_at} />
                  </Table.Td>
                  <Table.Td ta="right">
                    <Button
                      size="compact-sm"
                      variant="outline"
                      color="red"
                      onClick={() => remove(entry)}
                      aria-label={`${say('remove')}: ${entry.phone}`}
                    >
                      {say('remove')}
                    </Button>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      {list.hasNextPage ? (
        <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {say('loadMore')}
        </Button>
      ) : null}
      {removing === null ? null : <RemoveDialog of={removing} close={() => remove(null)} />}
    </Section>
  );
}

function NewNumber(): ReactNode {
  const say = useSettingsWords();
  const { session } = useClients();
  const [phone, setPhone] = useState('');
  const [note, setNote] = useState('');
  const [tried, setTried] = useState(false);
  const add = useMutation({
    mutationFn: () =>
      session.addDoNotCall({ phone: phone.trim(), ...(note.trim() === '' ? {} : { note: note.trim() }) }),
    onSuccess: async () => {
      setPhone('');
      setNote('');
      setTried(false);
      await queries.invalidateQueries({ queryKey: LIST });
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (phone.trim() !== '') add.mutate();
  };
  return (
    <form onSubmit={submit} aria-label={say('add')}>
      <Stack gap="xs">
        <Group align="flex-start" grow preventGrowOverflow={false}>
          <TextInput
            label={say('phone')}
            type="tel"
            maxLength={64}
            value={phone}
            onChange={(event) => setPhone(event.currentTarget.value)}
            error={tried && phone.trim() === '' ? say('phoneWrong') : null}
          />
          <TextInput
            label={say('note')}
            placeholder={say('noteHint')}
            maxLength={LONGEST_NOTE}
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
        </Group>
        <Failure error={add.error} />
        <SaveRow
          label={say('add')}
          saving={add.isPending}
          told={add.data === undefined ? '' : say(add.data.added ? 'added' : 'listedBefore', { phone: add.data.phone })}
        />
      </Stack>
    </form>
  );
}

function RemoveDialog({ of: { phone }, close }: { of: DoNotCallEntry; close(): void }): ReactNode {
  const say = useSettingsWords();
  const { session } = useClients();
  const remove = useMutation({
    mutationFn: () => session.removeDoNotCall(phone),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: LIST });
      close();
    },
  });
  return (
    <ConfirmDialog
      opened
      close={close}
      title={say('removeTitle', { phone })}
      hint={say('removeHint')}
      cancel={say('cancel')}
      confirm={say('remove')}
      action={remove}
    />
  );
}
