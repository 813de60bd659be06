import { Alert, Blockquote, Button, Group, Modal, Stack, Text } from '@mantine/core';
import type { CallsEstimate } from '@ringback/client';
import { IconPhoneOutgoing, IconTestPipe } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useMoney } from '../app/money.js';
import { briefOf } from './draft.js';
import type { Batch } from './placing.js';
import { useNewCallWords } from './words.js';

export interface ConfirmationProps {
  /** Null: it is closed. */
  batch: Batch | null;
  estimate: CallsEstimate | null;
  /** How many rows are left out. */
  left: number;
  simulated: boolean;
  close(): void;
  confirm(batch: Batch): void;
}

/** Names what will happen before it does: how many phones ring, and what it may cost. */
export function Confirmation({ batch, estimate, left, simulated, close, confirm }: ConfirmationProps): ReactNode {
  const say = useNewCallWords();
  const money = useMoney();
  return (
    <Modal
      opened={batch !== null}
      onClose={close}
      title={say('confirmTitle')}
      closeButtonProps={{ 'aria-label': say('back') }}
      centered
    >
      {batch === null ? null : (
        <Stack gap="md">
          <Alert
            color={simulated ? 'blue' : 'red'}
            variant={simulated ? 'light' : 'filled'}
            icon={simulated ? <IconTestPipe aria-hidden /> : <IconPhoneOutgoing aria-hidden />}
            data-testid="confirm-phones"
          >
            <Text fw={700} size="lg">
              {say(simulated ? 'confirmSimulated' : 'confirmReal', { count: batch.rows.length })}
            </Text>
          </Alert>
          {estimate === null ? null : (
            <Text>
              {say('confirmCost', {
                held: money(estimate.first_minutes),
                most: money(Math.min(estimate.if_all_talk.at(-1)?.cost ?? 0, estimate.available)),
              })}
            </Text>
          )}
          <Waits batch={batch} left={left} />
          <Blockquote p="sm" cite={batch.rows[0]?.number.written}>
            <Text size="sm" fw={500}>
              {say('confirmSays')}
            </Text>
            <Text size="sm" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }} lineClamp={8}>
              {briefOf(batch.draft, batch.rows[0]?.number.cells).user_requirement}
            </Text>
          </Blockquote>
          <Group justify="flex-end">
            <Button variant="default" onClick={close} data-autofocus>
              {say('back')}
            </Button>
            <Button color={simulated ? undefined : 'red'} onClick={() => confirm(batch)}>
              {say(simulated ? 'placeSimulated' : 'placeReal', { count: batch.rows.length })}
            </Button>
          </Group>
        </Stack>
      )}
    </Modal>
  );
}

function Waits({ batch, left }: { batch: Batch; left: number }): ReactNode {
  const say = useNewCallWords();
  const waiting = batch.rows.filter(({ waitsUntil }) => waitsUntil !== null).length;
  return (
    <>
      {waiting === 0 ? null : <Text size="sm">{say('confirmWaits', { count: waiting })}</Text>}
      {left === 0 ? null : <Text size="sm">{say('confirmLeft', { count: left })}</Text>}
    </>
  );
}
