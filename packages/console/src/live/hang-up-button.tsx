import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPhoneOff } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useClients } from '../data/clients.js';
import { Failure } from '../data/failure.js';
import { useLiveWords } from './words.js';

/** Ends a call, or takes one back that waits, once it was confirmed. */
export function HangUpButton({ callId, phone, queued }: { callId: string; phone: string; queued: boolean }): ReactNode {
  const say = useLiveWords();
  const { calls } = useClients();
  const [asking, ask] = useDisclosure();
  const hangUp = useMutation({ mutationFn: () => calls.hangUp(callId), onSuccess: ask.close });
  return (
    <>
      <Button
        size="sm"
        color="red"
        leftSection={<IconPhoneOff size={16} aria-hidden />}
        onClick={() => {
          hangUp.reset();
          ask.open();
        }}
      >
        {say(queued ? 'cancelQueued' : 'hangUp')}
      </Button>
      <Modal opened={asking} onClose={ask.close} title={say(queued ? 'cancelTitle' : 'hangUpTitle')}>
        <Stack>
          <Text>{say(queued ? 'cancelHint' : 'hangUpHint', { phone })}</Text>
          <Failure error={hangUp.error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={ask.close} data-autofocus>
              {say('keep')}
            </Button>
            <Button color="red" loading={hangUp.isPending} onClick={() => hangUp.mutate()}>
              {say(queued ? 'cancelQueued' : 'hangUp')}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
