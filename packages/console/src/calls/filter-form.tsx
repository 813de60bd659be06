import { Button, Collapse, Group, NativeSelect, Paper, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { useDisclosure, useMediaQuery } from '@mantine/hooks';
import { IconFilter, IconPhone, IconSearch, IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { useUser } from '../app/session.js';
import { END_REASONS, STATUSES, useCallWords } from '../call/call-words.js';
import { useClients } from '../data/clients.js';
import { FILTERS, type FilterState } from './filter.js';
import { useCallsWords } from './words.js';

/** Longer than the pause between two keys of who types, short enough to be felt as at once. */
const TYPING_MS = 350;

export interface FilterFormProps {
  filter: FilterState;
  change(filter: FilterState, options?: { replace?: boolean }): void;
}

export function FilterForm({ filter, change }: FilterFormProps): ReactNode {
  const say = useCallsWords();
  const wide = useMediaQuery('(min-width: 48em)', undefined, { getInitialValueInEffect: false });
  const folded = FILTERS.filter((name) => name !== 'words' && name !== 'number' && filter[name] !== undefined).length;
  const [open, { toggle }] = useDisclosure(false);
  const filtered = FILTERS.some((name) => filter[name] !== undefined);
  const clear = (): void => change(Object.fromEntries(FILTERS.map((name) => [name, ''])));
  return (
    <Paper withBorder p="md" component="search" aria-label={say('search')}>
      <Stack gap="sm">
        <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
          <TypedFilter name="words" icon={<IconSearch size={16} aria-hidden />} {...{ filter, change }} />
          <TypedFilter name="number" icon={<IconPhone size={16} aria-hidden />} {...{ filter, change }} />
        </SimpleGrid>
        {wide ? (
          <ChosenFilters {...{ filter, change }} />
        ) : (
          <Collapse expanded={open}>
            <ChosenFilters {...{ filter, change }} />
          </Collapse>
        )}
        {wide && !filtered ? null : (
          <Group gap="xs">
            {wide ? null : (
              <Button
                variant="default"
                size="xs"
                leftSection={<IconFilter size={14} aria-hidden />}
                aria-expanded={open}
                onClick={toggle}
              >
                {folded === 0 ? say('more') : say('moreCount', { count: folded })}
              </Button>
            )}
            {filtered ? (
              <Button variant="subtle" size="xs" leftSection={<IconX size={14} aria-hidden />} onClick={clear}>
                {say('clear')}
              </Button>
            ) : null}
          </Group>
        )}
      </Stack>
    </Paper>
  );
}

const HINTS = { words: 'wordsHint', number: 'numberHint' } as const;
const LONGEST = { words: 200, number: 64 } as const;

/** What is typed goes into the address when its typist pauses. */
function TypedFilter({
  name,
  icon,
  filter,
  change,
}: FilterFormProps & { name: 'words' | 'number'; icon: ReactNode }): ReactNode {
  const say = useCallsWords();
  const kept = filter[name] ?? '';
  const [typed, setTyped] = useState(kept);
  const sent = useRef(kept);
  // Gone back to, or cleared, elsewhere.
  useEffect(() => {
    if (kept === sent.current) return;
    sent.current = kept;
    setTyped(kept);
  }, [kept]);
  const send = (): void => {
    const text = typed.trim();
    if (text === sent.current) return;
    sent.current = text;
    change({ [name]: text }, { replace: true });
  };
  const latest = useRef(send);
  latest.current = send;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each key begins the pause anew.
  useEffect(() => {
    const timer = setTimeout(() => latest.current(), TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    send();
  };
  return (
    <form onSubmit={submit}>
      <TextInput
        type="search"
        label={say(name)}
        placeholder={say(HINTS[name])}
        leftSection={icon}
        maxLength={LONGEST[name]}
        inputMode={name === 'number' ? 'tel' : 'search'}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
    </form>
  );
}

function ChosenFilters({ filter, change }: FilterFormProps): ReactNode {
  const say = useCallsWords();
  const word = useCallWords();
  const { calls, session } = useClients();
  const { role, account_id: own } = useUser();
  const operator = role === 'operator';
  const { account } = filter;
  const campaigns = useQuery({
    queryKey: ['campaigns', account ?? own],
    queryFn: ({ signal }) => calls.campaigns({ signal, ...(account === undefined ? {} : { account }) }),
  });
  const accounts = useQuery({
    queryKey: ['accounts', 'names'],
    queryFn: ({ signal }) => session.accounts({ limit: 200, signal }),
    enabled: operator,
  });
  const any = { value: '', label: say('any') };
  const choose = (name: keyof FilterState) => ({
    value: filter[name] ?? '',
    onChange: (event: { currentTarget: { value: string } }) => change({ [name]: event.currentTarget.value }),
  });
  // One that the list does not have yet, or not any more, is still what the address says.
  const labels = new Set([
    ...(campaigns.data ?? []).map((one) => one.campaign),
    ...(filter.campaign === undefined ? [] : [filter.campaign]),
  ]);
  return (
    <SimpleGrid cols={{ base: 1, xs: 2, sm: 3, lg: operator ? 7 : 6 }} spacing="sm">
      <NativeSelect
        label={say('status')}
        data={[any, ...STATUSES.map((value) => ({ value, label: word(value) }))]}
        {...choose('status')}
      />
      <NativeSelect
        label={say('end')}
        data={[any, ...END_REASONS.map((value) => ({ value, label: word(value) }))]}
        {...choose('end_reason')}
      />
      <NativeSelect
        label={say('goal')}
        data={[
          any,
          { value: 'yes', label: say('goalYes') },
          { value: 'no', label: say('goalNo') },
          { value: 'unknown', label: say('goalUnknown') },
        ]}
        {...choose('goal')}
      />
      <NativeSelect label={say('campaign')} data={[any, ...labels]} {...choose('campaign')} />
      <TextInput type="date" label={say('from')} max={filter.to} {...choose('from')} />
      <TextInput type="date" label={say('to')} min={filter.from} {...choose('to')} />
      {operator ? (
        <NativeSelect
          label={say('account')}
          data={[
            { value: '', label: say('mine') },
            { value: 'all', label: say('everyAccount') },
            ...(accounts.data?.items ?? [])
              .filter(({ account_id: id }) => id !== own)
              .map(({ account_id: value, name: label }) => ({ value, label })),
          ]}
          {...choose('account')}
        />
      ) : null}
    </SimpleGrid>
  );
}
