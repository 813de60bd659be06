import { Stack, TextInput } from '@mantine/core';
import type { AccountOverview } from '@ringback/client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { readYuan } from '../app/money.js';
import { Waiting } from '../app/notices.js';
import { SaveRow } from '../app/save-row.js';
import { Section } from '../app/section.js';
import { useClients } from '../data/clients.js';
import { Failure } from '../data/failure.js';
import { queries } from '../data/queries.js';
import { draftOf, LimitFields, limitsOf } from './limit-fields.js';
import { MONEY, moneyKey } from './queries.js';
import { useBalanceWords } from './words.js';

/** What the operator charges an account, and allows it. */
export function OperatorTerms({ accountId }: { accountId: string }): ReactNode {
  const say = useBalanceWords();
  const { session } = useClients();
  const account = useQuery({
    queryKey: moneyKey('terms', accountId),
    queryFn: ({ signal }) => session.oneAccount(accountId, { signal }),
  });
  return (
    <Section title={say('operatorLimits')} hint={say('operatorLimitsHint')}>
      <Failure error={account.error} />
      {account.isPending ? <Waiting /> : null}
      {account.data === undefined ? null : <TermsForm key={accountId} account={account.data} />}
    </Section>
  );
}

function TermsForm({ account }: { account: AccountOverview }): ReactNode {
  const say = useBalanceWords();
  const { session } = useClients();
  const [rate, setRate] = useState(String(account.rate_per_minute));
  const [running, setRunning] = useState(String(account.running_calls));
  const [draft, setDraft] = useState(() => draftOf(account.limits));
  const rateWrong = readYuan(rate) === null || Number(rate) > 1_000_000;
  const runningWrong = !(/^\d{1,6}$/.test(running.trim()) && Number(running) >= 1 && Number(running) <= 100_000);
  const save = useMutation({
    mutationFn: (limits: NonNullable<ReturnType<typeof limitsOf>>) =>
      session.setAccount(account.account_id, {
        rate_per_minute: Number(rate),
        running_calls: Number(running),
        limits,
      }),
    onSuccess: () => queries.invalidateQueries({ queryKey: MONEY }),
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const limits = limitsOf(draft);
    if (limits !== null && !rateWrong && !runningWrong) save.mutate(limits);
  };
  return (
    <form onSubmit={submit} aria-label={say('terms')}>
      <Stack gap="sm">
        <TextInput
          label={say('rate')}
          inputMode="decimal"
          value={rate}
          onChange={(event) => setRate(event.currentTarget.value)}
          error={rateWrong ? say('rateWrong') : null}
        />
        <LimitFields draft={draft} change={setDraft} />
        <TextInput
          label={say('runningCalls')}
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
