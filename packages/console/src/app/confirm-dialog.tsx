import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import type { UseMutationResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Failure } from '../data/failure.js';

export interface ConfirmDialogProps {
  opened: boolean;
  close(): void;
  title: string;
  /** What will be, and whether it can be undone. */
  hint: string;
  cancel: string;
  confirm: string;
  /** What is done once it is confirmed. It closes the dialog. */
  action: Pick<UseMutationResult<unknown, unknown, void>, 'mutate' | 'isPending' | 'error'>;
}

/** Asks before something is gone for good. The careful answer has the focus. */
export function ConfirmDialog({ opened, close, title, hint, cancel, confirm, action }: ConfirmDialogProps): ReactNode {
  return (
    <Modal opened={opened} onClose={close} title={title}>
      <Stack>
        <Text>{hint}</Text>
        <Failure error={action.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={close} data-autofocus>
            {cancel}
          </Button>
          <Button color="red" loading={action.isPending} onClick={() => action.mutate()}>
            {confirm}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
