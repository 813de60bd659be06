import { Alert, Button, Group, Paper, Stack, TextInput } from '@mantine/core';
import type { MadeApiKey } from '@ringback/client';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { CopyLine } from '../app/copy-line.js';
import { useClients } from '../data/clients.js';
import { Failure } from '../data/failure.js';
import { queries } from '../data/queries.js';
import { KEYS } from './queries.js';
import { useKeysWords } from './words.js';

/** As the service has it: docs/api.md. */
export const LONGEST_NAME = 100;

/** Asks for a name, then shows the new key, this once. */
export function NewKey({ close }: { close(): void }): ReactNode {
  const say = useKeysWords();
  const { session } = useClients();
  const [name, setName] = useState('');
  const [tried, setTried] = useState(false);
  const make = useMutation({
    mutationFn: () => session.createKey(name.trim()),
    onSuccess: () => queries.invalidateQueries({ queryKey: KEYS }),
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (name.trim() !== '') make.mutate();
  };
  if (make.data !== undefined) return <MadeKey made={make.data} close={close} />;
  return (
    <Paper withBorder p="md">
      <form onSubmit={submit}>
        <Stack gap="sm">
          <TextInput
            data-autofocus
            autoFocus
            label={say('name')}
            description={say('nameHint')}
            maxLength={LONGEST_NAME}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={tried && name.trim() === '' ? say('nameWrong') : null}
          />
          <Failure error={make.error} />
          <Group>
            <Button type="submit" loading={make.isPending}>
              {say('create')}
            </Button>
            <Button variant="default" onClick={close}>
              {say('cancel')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Paper>
  );
}

function MadeKey({ made, close }: { made: MadeApiKey; close(): void }): ReactNode {
  const say = useKeysWords();
  const words = { copy: say('copy'), copied: say('copied') };
  const { origin } = window.location;
  const variables = `export STEPONEAI_API_KEY=${made.key}\nexport STEPONEAI_API_BASE=${origin}`;
  return (
    <Alert color="green" title={say('made')} role="status">
      <Stack gap="sm">
        <CopyLine label={say('key')} text={made.key} {...words} />
        <CopyLine label={say('environment')} text={variables} {...words} />
        <CopyLine
          label={say('firstCall')}
          text={`./callout.sh 13800138000 "${say('firstCallText')}" --wait`}
          {...words}
        />
        <Group>
          <Button onClick={close}>{say('done')}</Button>
        </Group>
      </Stack>
    </Alert>
  );
}
