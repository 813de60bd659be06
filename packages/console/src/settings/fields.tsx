import { Button, Group, PasswordInput, Select, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { SettingSource, type SettingsDraft } from './stored-settings.js';
import { useSettingsWords } from './words.js';

export interface FieldProps {
  draft: SettingsDraft;
  name: string;
  label: string;
  hint?: string | undefined;
}

const locked = (draft: SettingsDraft, name: string): boolean => draft.of(name).source === 'environment';

export function TextSetting({ draft, name, label, hint }: FieldProps): ReactNode {
  const say = useSettingsWords();
  return (
    <div>
      <TextInput
        label={label}
        description={hint}
        placeholder={say('none')}
        disabled={locked(draft, name)}
        value={draft.value(name)}
        onChange={(event) => draft.change(name, event.currentTarget.value)}
      />
      <SettingSource draft={draft} name={name} />
    </div>
  );
}

export function ChoiceSetting({
  draft,
  name,
  label,
  hint,
  choices,
}: FieldProps & { choices: readonly { value: string; label: string }[] }): ReactNode {
  return (
    <div>
      <Select
        label={label}
        description={hint}
        allowDeselect={false}
        disabled={locked(draft, name)}
        data={[...choices]}
        value={draft.value(name)}
        onChange={(value) => draft.change(name, value ?? '')}
      />
      <SettingSource draft={draft} name={name} />
    </div>
  );
}

/** Can be written and cleared. What is set is never shown: the service does not give it back. */
export function SecretSetting({ draft, name, label, hint }: FieldProps): ReactNode {
  const say = useSettingsWords();
  const { source, set, hint: ending } = draft.of(name);
  const [replacing, replace] = useState(false);
  const state = !set ? say('secretUnset') : ending === null ? say('secretSet') : say('secretEnds', { hint: ending });
  const open = !locked(draft, name) && (replacing || !set || draft.changed(name));
  const cleared = draft.changed(name) && draft.value(name) === '';
  return (
    <div>
      {open && !cleared ? (
        <PasswordInput
          label={label}
          description={hint ?? say('secretHint')}
          placeholder={state}
          autoComplete="off"
          data-1p-ignore
          value={draft.changed(name) ? draft.value(name) : ''}
          onChange={(event) => {
            const { value } = event.currentTarget;
            if (value === '') draft.forget(name);
            else draft.change(name, value);
          }}
        />
      ) : (
        <TextInput
          label={label}
          description={say('secretHint')}
          readOnly
          disabled
          value={cleared ? say('secretUnset') : state}
        />
      )}
      {set && !locked(draft, name) ? (
        <Group gap="xs" mt={4}>
          {open || cleared ? (
            <Button
              size="compact-xs"
              variant="subtle"
              onClick={() => {
                draft.forget(name);
                replace(false);
              }}
            >
              {say('keepSecret')}
            </Button>
          ) : (
            <Button
              size="compact-xs"
              variant="default"
              onClick={() => replace(true)}
              aria-label={`${say('replace')}: ${label}`}
            >
              {say('replace')}
            </Button>
          )}
          {cleared || source !== 'console' ? null : (
            <Button
              size="compact-xs"
              variant="subtle"
              color="red"
              onClick={() => draft.change(name, '')}
              aria-label={`${say('clear')}: ${label}`}
            >
              {say('clear')}
            </Button>
          )}
        </Group>
      ) : null}
      <SettingSource draft={draft} name={name} />
    </div>
  );
}
