import { Alert, Button, Grid, List, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { Section } from '../app/section.js';
import { useClients } from '../data/clients.js';
import { Failure } from '../data/failure.js';
import { useLanguage } from '../i18n/i18n.js';
import { useCheckedNumbers } from './checked-numbers.js';
import { CheckedRows, isCallable, isRefused } from './checked-rows.js';
import { Confirmation } from './confirmation.js';
import { CostPart } from './cost-part.js';
import { briefProblems, type Draft, EMPTY_DRAFT, isComplete, numbersOf, ownCallOf, rehearsalOf } from './draft.js';
import { useEarlierCall } from './earlier-call.js';
import { MatterPart } from './matter-part.js';
import { NumbersPart } from './numbers-part.js';
import { PlacedPart } from './placed-part.js';
import { type Batch, newBatch, usePlacing } from './placing.js';
import { RehearsalPart } from './rehearsal-part.js';
import { ResultsPart } from './results-part.js';
import { useNewCallWords } from './words.js';

/** Shown where the numbers and the cost are. */
const SHOWN_ELSEWHERE = new Set(['invalid_phone', 'phone_not_allowed', 'insufficient_balance']);

export default function NewCallScreen(): ReactNode {
  const say = useNewCallWords();
  const language = useLanguage();
  const { calls } = useClients();
  const [draft, setDraft] = useState<Draft>(EMPTY_DRAFT);
  const [tried, setTried] = useState(false);
  const [confirming, setConfirming] = useState<Batch | null>(null);
  const account = useQuery({ queryKey: ['account', language], queryFn: ({ signal }) => calls.account({ signal }) });
  const checked = useCheckedNumbers(draft);
  const placing = usePlacing();
  const change = (values: Partial<Draft>): void => setDraft((before) => ({ ...before, ...values }));
  const earlierFailed = useEarlierCall(change);

  const problems = briefProblems(draft);
  const callable = checked.rows?.filter(isCallable) ?? [];
  const refused = checked.rows?.filter(isRefused) ?? [];
  const standing = checked.check?.problems.filter(({ code }) => !SHOWN_ELSEWHERE.has(code)) ?? [];
  const unmended = refused.length > 0 && !draft.leaveOut;
  const reasons = [
    ...(checked.tooMany === null && callable.length === 0 ? [say('noNumbers')] : []),
    ...(unmended && callable.length > 0 ? [say('mustLeaveOut')] : []),
    ...(problems.requirement ? [say('requirementMissing')] : []),
    ...(problems.voicemail ? [say('voicemailMissing')] : []),
    ...[...new Set(problems.fields.values())].map((problem) => say(problem)),
    ...standing.map(({ message }) => message),
  ];
  const ready =
    reasons.length === 0 &&
    !checked.checking &&
    checked.error === null &&
    checked.tooMany === null &&
    account.data !== undefined &&
    checked.check?.estimate.suffices === true;

  const ask = (): void => {
    setTried(true);
    if (ready) setConfirming(newBatch(draft, callable, checked.columns.length > 0));
  };
  const restart = (): void => {
    placing.reset();
    setDraft(EMPTY_DRAFT);
    setTried(false);
  };

  if (placing.batch !== null)
    return (
      <Stack gap="md" maw={720}>
        <Title order={1} size="h2">
          {say('title')}
        </Title>
        <PlacedPart placing={placing} another={restart} />
      </Stack>
    );
  const first = callable[0]?.number ?? numbersOf(draft)[0];
  return (
    <Stack gap="md" maw={1080}>
      <Title order={1} size="h2">
        {say('title')}
      </Title>
      <Failure error={earlierFailed} />
      <Grid>
        <Grid.Col span={{ base: 12, md: 7 }}>
          <Stack gap="md">
            <Section title={say('numbers')}>
              <NumbersPart draft={draft} change={change} />
              <CheckedRows
                checked={checked}
                leaveOut={draft.leaveOut}
                setLeaveOut={(leaveOut) => change({ leaveOut })}
              />
            </Section>
            <Section title={say('matter')}>
              <MatterPart draft={draft} change={change} problems={problems} tried={tried} />
            </Section>
            <Section title={say('results')}>
              <ResultsPart draft={draft} change={change} problems={problems} tried={tried} />
            </Section>
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 5 }}>
          <Stack gap="md">
            <Section title={say('rehearsal')}>
              <RehearsalPart
                account={account.data}
                fromRow={checked.columns.length > 0}
                ownCall={() => {
                  setTried(true);
                  return isComplete(problems) ? ownCallOf(draft, first?.cells ?? {}) : null;
                }}
                rehearsal={(callee) => {
                  setTried(true);
                  return isComplete(problems) ? rehearsalOf(draft, first?.cells ?? {}, callee) : null;
                }}
              />
            </Section>
            <Section title={say('cost')}>
              <CostPart
                estimate={checked.check?.estimate ?? null}
                calls={checked.check?.calls ?? 0}
                account={account.data}
              />
            </Section>
            {tried && reasons.length > 0 ? <Reasons reasons={reasons} /> : null}
            <Button
              size="md"
              color={account.data?.simulated === false ? 'red' : undefined}
              loading={checked.checking}
              disabled={checked.check?.estimate.suffices === false}
              onClick={ask}
            >
              {callable.length === 0 ? say('placeNone') : say('place', { count: callable.length })}
            </Button>
          </Stack>
        </Grid.Col>
      </Grid>
      <Confirmation
        batch={confirming}
        estimate={checked.check?.estimate ?? null}
        left={refused.length}
        simulated={account.data?.simulated !== false}
        close={() => setConfirming(null)}
        confirm={(batch) => {
          setConfirming(null);
          placing.place(batch);
        }}
      />
    </Stack>
  );
}

function Reasons({ reasons }: { reasons: readonly string[] }): ReactNode {
  const say = useNewCallWords();
  return (
    <Alert color="yellow" role="alert" title={say('problems')}>
      <List size="sm">
        {reasons.map((reason) => (
          <List.Item key={reason}>
            <Text size="sm">{reason}</Text>
          </List.Item>
        ))}
      </List>
    </Alert>
  );
}
