import { Button, Group, NativeSelect, Stack, Text } from '@mantine/core';
import type { Account, NewCalls, NewRehearsal, SimulatedCallee } from '@ringback/client';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { SpokenCallView } from '../call/spoken-call-view.js';
import { useClients } from '../data/clients.js';
import { Failure } from '../data/failure.js';
import { CallMeHere } from '../webphone/call-me-here.js';
import { CalleeLinks } from '../webphone/callee-links.js';
import { useNewCallWords } from './words.js';

/** Those that show something of their own; all of them stand in docs/simulated-callees.md. */
const CALLEES = [
  'confirms',
  'asks_a_question',
  'asks_who_is_calling',
  'asks_whether_ai',
  'asks_to_repeat',
  'talks_over',
  'wrong_person',
  'asks_never_to_be_called_again',
  'voicemail',
  'phone_menu',
  'busy',
  'never_answers',
] as const satisfies readonly SimulatedCallee[];

export interface RehearsalPartProps {
  /** The brief for a call to this very browser; null where it is not finished, which is then shown. */
  ownCall(): Omit<NewCalls, 'phones'> | null;
  account: Account | undefined;
  /** From the first row, where texts come from columns. */
  fromRow: boolean;
  /** The brief with this callee; null where it is not finished, which is then shown. */
  rehearsal(callee: SimulatedCallee): NewRehearsal | null;
}

/** The very conversation, with a simulated callee, right here. */
export function RehearsalPart({ account, fromRow, rehearsal, ownCall }: RehearsalPartProps): ReactNode {
  const say = useNewCallWords();
  const { calls } = useClients();
  const [callee, setCallee] = useState<(typeof CALLEES)[number]>('confirms');
  const rehearse = useMutation({ mutationFn: (of: NewRehearsal) => calls.rehearse(of) });
  const begin = (): void => {
    const of = rehearsal(callee);
    if (of !== null) rehearse.mutate(of);
  };
  return (
    <Stack gap="sm">
      <div>
        <Text size="sm">{say('rehearsalHint')}</Text>
        {account === undefined ? null : <ModelPrice account={account} />}
        {fromRow ? <Text size="sm">{say('rehearsalRow')}</Text> : null}
      </div>
      <Group gap="sm" align="flex-end">
        <NativeSelect
          flex={1}
          miw={180}
          label={say('callee')}
          value={callee}
          data={CALLEES.map((one) => ({ value: one, label: say(`callee_${one}`) }))}
          onChange={(event) => setCallee(event.currentTarget.value as typeof callee)}
        />
        <Button variant="light" loading={rehearse.isPending} onClick={begin}>
          {say(rehearse.data === undefined ? 'rehearse' : 'rehearseAgain')}
        </Button>
      </Group>
      <Failure error={rehearse.error} />
      <CallMeHere variant="default" size="compact-md" call={ownCall} />
      <CalleeLinks call={ownCall} />
      {rehearse.data === undefined ? null : (
        <SpokenCallView callId={rehearse.data.call_id} results={resultsOf(rehearse.variables)} />
      )}
    </Stack>
  );
}

/** What a rehearsal costs all the same; nothing is said where there is no model. */
export function ModelPrice({ account }: { account: Account }): ReactNode {
  const say = useNewCallWords();
  const { model, usd_per_minute } = account.line;
  if (model === null) return null;
  const usd = usd_per_minute.model;
  return (
    <Text size="sm">
      {usd === null ? say('rehearsalModelUnpriced', { model }) : say('rehearsalModel', { model, usd })}
    </Text>
  );
}

function resultsOf(rehearsal: NewRehearsal | undefined): string[] {
  return Object.keys((rehearsal?.result_schema?.properties ?? {}) as Record<string, unknown>);
}
