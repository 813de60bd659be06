import { ActionIcon, Button, Checkbox, Fieldset, Group, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { type ReactNode, useRef } from 'react';
import type { MatterPartProps } from './matter-part.js';
import { type FieldKind, LONGEST_NAME, MOST_FIELDS, type ResultField } from './result-fields.js';
import { useNewCallWords } from './words.js';

const KINDS = ['text', 'number', 'yes_no', 'choice'] as const satisfies readonly FieldKind[];

/** What to find out, as a form of its own. */
export function ResultsPart({ draft: { fields }, change, problems, tried }: MatterPartProps): ReactNode {
  const say = useNewCallWords();
  const made = useRef(0);
  const add = (): void => {
    made.current += 1;
    const field: ResultField = { id: `f${made.current}`, name: '', kind: 'text', choices: '', required: false };
    change({ fields: [...fields, field] });
  };
  const set = (id: string, values: Partial<ResultField>): void =>
    change({ fields: fields.map((field) => (field.id === id ? { ...field, ...values } : field)) });
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        {say('resultsHint')}
      </Text>
      {fields.map((field, index) => {
        const problem = tried ? problems.fields.get(field.id) : undefined;
        const wrong = problem === undefined ? null : say(problem);
        return (
          <Fieldset key={field.id} legend={say('fieldOf', { index: index + 1 })} p="sm">
            <Stack gap="xs">
              <Group gap="xs" align="flex-start">
                <TextInput
                  flex={2}
                  miw={140}
                  label={say('fieldName')}
                  maxLength={LONGEST_NAME}
                  value={field.name}
                  error={problem === 'choices_missing' ? null : wrong}
                  onChange={(event) => set(field.id, { name: event.currentTarget.value })}
                />
                <NativeSelect
                  flex={1}
                  miw={110}
                  label={say('fieldKind')}
                  value={field.kind}
                  data={KINDS.map((kind) => ({ value: kind, label: say(`kind_${kind}`) }))}
                  onChange={(event) => set(field.id, { kind: event.currentTarget.value as FieldKind })}
                />
              </Group>
              {field.kind === 'choice' ? (
                <TextInput
                  label={say('choices')}
                  value={field.choices}
                  error={problem === 'choices_missing' ? wrong : null}
                  onChange={(event) => set(field.id, { choices: event.currentTarget.value })}
                />
              ) : null}
              <Group justify="space-between">
                <Checkbox
                  label={say('required')}
                  checked={field.required}
                  onChange={(event) => set(field.id, { required: event.currentTarget.checked })}
                />
                <ActionIcon
                  variant="subtle"
                  color="red"
                  aria-label={say('removeField', { name: field.name || say('fieldOf', { index: index + 1 }) })}
                  onClick={() => change({ fields: fields.filter(({ id }) => id !== field.id) })}
                >
                  <IconTrash size={16} aria-hidden />
                </ActionIcon>
              </Group>
            </Stack>
          </Fieldset>
        );
      })}
      {fields.length < MOST_FIELDS ? (
        <Button
          variant="default"
          size="compact-md"
          w="fit-content"
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={add}
        >
          {say('addField')}
        </Button>
      ) : null}
    </Stack>
  );
}
