import './live.css';
import { Alert, Stack, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type ReactNode, useCallback, useDeferredValue, useState, useSyncExternalStore } from 'react';
import { Waiting } from '../app/notices.js';
import { Failure } from '../data/failure.js';
import { CallPanel } from './call-panel.js';
import { LiveHeader } from './live-header.js';
import { LiveRows } from './live-rows.js';
import { useLive } from './use-live.js';
import { useLiveWords } from './words.js';

export default function LiveScreen(): ReactNode {
  const say = useLiveWords();
  const [allAccounts, setAllAccounts] = useState(false);
  const { list, error } = useLive(allAccounts);
  const loaded = useSyncExternalStore(list.onOrder, () => list.loaded);
  const [filter, setFilter] = useState('');
  const wanted = useDeferredValue(filter);
  const { call: opened } = useSearch({ strict: false }) as { call?: string };
  const navigate = useNavigate();
  const open = useCallback(
    (callId: string) => void navigate({ to: '.', search: { call: callId } as never }),
    [navigate],
  );
  const close = useCallback(() => void navigate({ to: '.', search: {} as never }), [navigate]);
  return (
    <div className="live-two" data-open={opened !== undefined || undefined}>
      <Stack gap="sm" className="live-left">
        <LiveHeader list={list} allAccounts={allAccounts} setAllAccounts={setAllAccounts} />
        <TextInput
          aria-label={say('search')}
          placeholder={say('search')}
          leftSection={<IconSearch size={16} aria-hidden />}
          value={filter}
          onChange={(event) => setFilter(event.currentTarget.value)}
        />
        {error !== null && loaded ? (
          <Alert role="status" color="yellow">
            {say('reconnecting')}
          </Alert>
        ) : (
          <Failure error={error} />
        )}
        {!loaded && error === null ? <Waiting /> : null}
        <LiveRows list={list} filter={wanted} opened={opened} onOpen={open} />
      </Stack>
      {opened === undefined ? null : <CallPanel key={opened} list={list} callId={opened} close={close} />}
    </div>
  );
}
