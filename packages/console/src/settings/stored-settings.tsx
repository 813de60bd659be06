import { Alert, Badge, Button, Group, List, Stack, Text } from '@mantine/core';
import { isRingbackApiError, type Setting } from '@ringback/client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { Instant } from '../app/instant.js';
import { Waiting } from '../app/notices.js';
import { SaveRow } from '../app/save-row.js';
import { useClients } from '../data/clients.js';
import { Failure } from '../data/failure.js';
import { queries } from '../data/queries.js';
import { useSettingsWords } from './words.js';

const SETTINGS = ['settings'] as const;

/** The settings by name, and what was written over them and is not saved. */
export interface SettingsDraft {
  of(name: string): Setting;
  /** As it would be written into the environment; empty: the default. */
  value(name: string): string;
  change(name: string, value: string): void;
  /** Whether what stands here differs from what is saved. */
  changed(name: string): boolean;
  /** What was written is taken back. */
  forget(name: string): void;
}

export interface SettingsFormProps {
  label: string;
  /** Of those that this form may change. */
  names: readonly string[];
  /** Something in the draft is wrong, and it cannot be saved. */
  wrong?(draft: SettingsDraft): boolean;
  children(draft: SettingsDraft): ReactNode;
}

/** A form over some of the settings, which saves what was changed in it, all or nothing. */
export function SettingsForm({ label, names, wrong, children }: SettingsFormProps): ReactNode {
  const say = useSettingsWords();
  const { session } = useClients();
  const settings = useQuery({ queryKey: SETTINGS, queryFn: ({ signal }) => session.settings({ signal }) });
  const [written, setWritten] = useState<Readonly<Record<string, string>>>({});
  const save = useMutation({
    mutationFn: (values: Readonly<Record<string, string | null>>) => session.changeSettings(values),
    onSuccess: (saved) => {
      queries.setQueryData(SETTINGS, saved);
      setWritten({});
    },
  });
  if (settings.data === undefined) return settings.isPending ? <Waiting /> : <Failure error={settings.error} />;
  const byName = new Map(settings.data.map((one) => [one.name, one]));
  const of = (name: string): Setting => byName.get(name) as Setting;
  const saved = (name: string): string => of(name).value ?? '';
  const draft: SettingsDraft = {
    of,
    value: (name) => written[name] ?? saved(name),
    change: (name, value) => {
      save.reset();
      setWritten((before) => ({ ...before, [name]: value }));
    },
    changed: (name) => written[name] !== undefined && (of(name).secret || written[name] !== saved(name)),
    forget: (name) => setWritten(({ [name]: _, ...rest }) => rest),
  };
  const changes = names.filter((name) => draft.changed(name));
  const pending = names.filter((name) => of(name).restart_pending);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (changes.length > 0 && wrong?.(draft) !== true)
      save.mutate(Object.fromEntries(changes.map((name) => [name, draft.value(name).trim() || null])));
  };
  return (
    <form onSubmit={submit} aria-label={label}>
      <Stack gap="md">
        {pending.length === 0 ? null : (
          <Alert color="yellow" role="status">
            {say('restart', { names: pending.join(', ') })}
          </Alert>
        )}
        {children(draft)}
        <Failure error={save.error}>
          <Problems error={save.error} />
        </Failure>
        <SaveRow
          label={say('save')}
          saving={save.isPending}
          told={save.isSuccess ? say('saved') : ''}
          disabled={changes.length === 0 || wrong?.(draft) === true}
        />
      </Stack>
    </form>
  );
}

/** What the service says of each setting that is not right. */
function Problems({ error }: { error: unknown }): ReactNode {
  if (!isRingbackApiError(error) || !Array.isArray(error.details.problems)) return null;
  const problems = error.details.problems as { name: string; message: string }[];
  return (
    <List size="sm" mt="xs" lang="en">
      {problems.map(({ name, message }) => (
        <List.Item key={name}>{message}</List.Item>
      ))}
    </List>
  );
}

/** Under a field: what decides it, by whom it was set, and how it goes back to the default. */
export function SettingSource({ draft, name }: { draft: SettingsDraft; name: string }): ReactNode {
  const say = useSettingsWords();
  const setting = draft.of(name);
  const { source, updated_by: by, updated_at: at, restart_pending: pending, secret } = setting;
  if (source === 'environment')
    return (
      <Group gap="xs" mt={4}>
        <Badge variant="light" color="gray">
          {say('fromEnvironment')}
        </Badge>
        <Text size="xs" c="dimmed">
          {say('fromEnvironmentHint', { name })}
        </Text>
      </Group>
    );
  if (source === 'default' && !pending) return null;
  return (
    <Group gap="xs" mt={4}>
      {by === null || at === null ? null : (
        <Text size="xs" c="dimmed">
          {say('setBy', { by })} · <Instant at={at} />
        </Text>
      )}
      {pending ? (
        <Badge variant="light" color="yellow">
          {say('restartBadge')}
        </Badge>
      ) : null}
      {source === 'console' && !secret ? (
        <Button size="compact-xs" variant="subtle" onClick={() => draft.change(name, '')}>
          {say('reset')}
        </Button>
      ) : null}
    </Group>
  );
}
