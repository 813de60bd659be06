import { Stack, TextInput } from '@mantine/core';
import type { AccountLimits } from '@ringback/client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useMoney } from '../app/money.js';
import { Waiting } from '../app/notices.js';
import { SaveRow } from '../app/save-row.js';
import { Section } from '../app/section.js';
import { useClients } from '../data/clients.js';
import { Failure } from '../data/failure.js';
import { queries } from '../data/queries.js';
import { draftOf, LimitFields, limitsOf } from './limit-fields.js';
import { MONEY, moneyKey } from './queries.js';
import { useBalanceWords } from './words.js';

/** What the account's people allow themselves, up to what the operator allows. */
export function OwnLimits(): ReactNode {
  const say = useBalanceWords();
  const { session } = useClients();
  const limits = useQuery({
    queryKey: moneyKey('limits', undefined),
    queryFn: ({ signal }) => session.limits({ signal }),
  });
  return (
    <Section title={say('ownLimits')} hint={say('ownLimitsHint')}>
      <Failure error={limits.error} />
      {limits.isPending ? <Waiting /> : null}
      {limits.data === undefined ? null : <OwnLimitsForm limits={limits.data} />}
    </Section>
  );
}

function OwnLimitsForm({ limits: { own, operator } }: { limits: AccountLimits }): ReactNode {
  const say = useBalanceWords();
  const money = useMoney();
  const { session } = useClients();
  const [draft, setDraft] = useState(() => draftOf(own));
  const [running, setRunning] = useState(own.running_calls === null ? '' : String(own.running_calls));
  const runningWrong = running.trim() !== '' && !(/^\d{1,6}$/.test(running.trim()) && Number(running) >= 1);
  const save = useMutation({
    mutationFn: (wanted: NonNullable<ReturnType<typeof limitsOf>>) =>
      session.setLimits({ ...wanted, running_calls: running.trim() === '' ? null : Number(running) }),
    onSuccess: () => queries.invalidateQueries({ queryKey: MONEY }),
  });
  const allowed = (bound: number | null, text: (value: number) => string): string | undefined =>
    bound === null ? undefined : say('allowed', { bound: text(bound) });
  const bounds = {
    daySpending: allowed(operator.day_spending, money),
    callCost: allowed(operator.call_cost, money),
    talkMinutes: allowed(operator.talk_seconds, (seconds) => String(seconds / 60)),
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const wanted = limitsOf(draft);
    if (wanted !== null && !runningWrong) save.mutate(wanted);
  };
  return (
    <form onSubmit={submit} aria-label={say('ownLimits')}>
      <Stack gap="sm">
        <LimitFields
          draft={draft}
          change={setDraft}
          bounds={Object.fromEntries(Object.entries(bounds).filter(([, text]) => text !== undefined))}
        />
        <TextInput
          label={say('runningCalls')}
          description={say('allowed', { bound: operator.running_calls })}
          placeholder={say('unlimited')}
          inputMode="numeric"
          value={running}
          onChange={(event) => setRunning(event.currentTarget.value)}
          error={runningWrong ? say('runningWrong') : null}
        />
        <Failure error={save.error} />
        <SaveRow label={say('save')} saving={save.isPending} told={save.isSuccess ? say('saved') : ''} />
      </Stack>
    </form>
  );
}
