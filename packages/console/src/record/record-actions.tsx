import { Button, Group, Menu } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { type Call, exportPath } from '@ringback/client';
import { IconDownload, IconPhonePlus, IconTrash } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { ConfirmDialog } from '../app/confirm-dialog.js';
import { useClients } from '../data/clients.js';
import { queries } from '../data/queries.js';
import { useLanguage } from '../i18n/i18n.js';
import { callKey } from './call-events.js';
import { useRecordWords } from './words.js';

export function RecordActions({ of: call }: { of: Call }): ReactNode {
  const say = useRecordWords();
  const language = useLanguage();
  const [deleting, remove] = useDisclosure();
  const { call_id: callId, recording_url: recording } = call;
  const file = (format: 'csv' | 'json'): string =>
    exportPath({ format, language, utc_offset_minutes: -new Date().getTimezoneOffset() }, callId);
  return (
    <Group gap="xs">
      <Button
        component={Link}
        to="/new-call"
        search={{ from: callId } as never}
        leftSection={<IconPhonePlus size={16} aria-hidden />}
      >
        {say('callAgain')}
      </Button>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default" leftSection={<IconDownload size={16} aria-hidden />}>
            {say('export')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item component="a" href={file('json')} download>
            {say('exportJson')}
          </Menu.Item>
          <Menu.Item component="a" href={file('csv')} download>
            {say('exportCsv')}
          </Menu.Item>
          {recording === null ? null : (
            <Menu.Item component="a" href={recording} download={`ringback-call-${callId}.wav`}>
              {say('exportWav')}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {recording === null ? null : (
        <Button variant="outline" color="red" leftSection={<IconTrash size={16} aria-hidden />} onClick={remove.open}>
          {say('deleteRecording')}
        </Button>
      )}
      <DeleteDialog callId={callId} opened={deleting} close={remove.close} />
    </Group>
  );
}

function DeleteDialog({ callId, opened, close }: { callId: string; opened: boolean; close(): void }): ReactNode {
  const say = useRecordWords();
  const { calls } = useClients();
  const remove = useMutation({
    mutationFn: () => calls.deleteRecording(callId),
    onSuccess: async () => {
      close();
      await queries.invalidateQueries({ queryKey: callKey(callId) });
    },
  });
  return (
    <ConfirmDialog
      opened={opened}
      close={close}
      title={say('deleteTitle')}
      hint={say('deleteHint')}
      cancel={say('cancel')}
      confirm={say('deleteRecording')}
      action={remove}
    />
  );
}
