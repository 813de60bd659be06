import { Alert, Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import type { Account, AccountOverview } from '@ringback/client';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useEffect, useState } from 'react';
import { readYuan, useMoney } from '../app/money.js';
import { useClients } from '../data/clients.js';
import { Failure } from '../data/failure.js';
import { queries } from '../data/queries.js';
import { MONEY } from './queries.js';
import { useBalanceWords } from './words.js';

const LONGEST_NOTE = 200;

export interface TopUpDialogProps {
  account: Pick<Account | AccountOverview, 'account_id' | 'name' | 'balance'>;
  opened: boolean;
  close(): void;
}

/** Adds money to an account in two steps: how much, and whether really. */
export function TopUpDialog({ account, opened, close }: TopUpDialogProps): ReactNode {
  const say = useBalanceWords();
  const [opening, setOpening] = useState(0);
  useEffect(() => {
    if (opened) setOpening((count) => count + 1);
  }, [opened]);
  return (
    <Modal opened={opened} onClose={close} title={say('topUpTitle', { name: account.name })}>
      {/* Made anew each time it opens, also while it was still closing: what was confirmed once is not confirmed again. */}
      <TopUp key={opening} account={account} close={close} />
    </Modal>
  );
}

function TopUp({ account, close }: Omit<TopUpDialogProps, 'opened'>): ReactNode {
  const say = useBalanceWords();
  const money = useMoney();
  const { session } = useClients();
  const [written, setWritten] = useState('');
  const [note, setNote] = useState('');
  const [tried, setTried] = useState(false);
  // One for what is confirmed: a second click, or a repeat after a lost answer, adds nothing more.
  const [once, setOnce] = useState<string | null>(null);
  const amount = readYuan(written);
  const wrong = amount === null || amount === 0 || amount > 1_000_000_000;
  const add = useMutation({
    mutationFn: (idempotencyKey: string) =>
      session.topUp(
        account.account_id,
        { amount: amount ?? 0, ...(note.trim() === '' ? {} : { note: note.trim() }) },
        { idempotencyKey },
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: MONEY }),
  });
  if (add.data !== undefined)
    return (
      <Stack>
        <Alert color="green" role="status">
          {say('toppedUp', { amount: money(amount ?? 0), balance: money(add.data.balance) })}
        </Alert>
        <Button onClick={close} data-autofocus>
          {say('close')}
        </Button>
      </Stack>
    );
  if (once !== null && amount !== null)
    return (
      <Stack>
        <Text>{say('topUpQuestion', { name: account.name, amount: money(amount) })}</Text>
        <Text size="sm" c="dimmed">
          {say('topUpBalance', { balance: money(account.balance + amount) })}
        </Text>
        <Failure error={add.error} />
        <Group justify="flex-end">
          <Button variant="default" disabled={add.isPending} onClick={() => setOnce(null)}>
            {say('change')}
          </Button>
          <Button loading={add.isPending} onClick={() => add.mutate(once)}>
            {say('topUpConfirm', { amount: money(amount) })}
          </Button>
        </Group>
      </Stack>
    );
  const next = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    add.reset();
    if (!wrong) setOnce(newKey());
  };
  return (
    <form onSubmit={next}>
      <Stack>
        <TextInput
          data-autofocus
          label={say('amount')}
          inputMode="decimal"
          required
          value={written}
          onChange={(event) => setWritten(event.currentTarget.value)}
          error={tried && wrong ? say('amountWrong') : null}
        />
        <TextInput
          label={say('note')}
          description={say('noteHint')}
          maxLength={LONGEST_NOTE}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            {say('cancel')}
          </Button>
          <Button type="submit">{say('next')}</Button>
        </Group>
      </Stack>
    </form>
  );
}

/** 128 random bits. `randomUUID` is for pages that came over TLS alone. */
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return `console-${[...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
