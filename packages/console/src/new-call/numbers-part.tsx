import { Alert, Button, Checkbox, FileButton, Group, NativeSelect, Paper, Stack, Text, Textarea } from '@mantine/core';
import { IconFileSpreadsheet, IconX } from '@tabler/icons-react';
import { type DragEvent, type ReactNode, useState } from 'react';
import type { Draft } from './draft.js';
import { columnNames, guessColumns, MOST_ROWS, readSheet, SheetError, type SheetProblem } from './sheet.js';
import { useNewCallWords } from './words.js';

export interface PartProps {
  draft: Draft;
  change(values: Partial<Draft>): void;
}

/** Whom to call: typed, pasted, or from a file. */
export function NumbersPart({ draft, change }: PartProps): ReactNode {
  const say = useNewCallWords();
  const [problem, setProblem] = useState<SheetProblem | null>(null);
  const take = async (file: File | null): Promise<void> => {
    if (file === null) return;
    setProblem(null);
    try {
      const sheet = await readSheet(file);
      change({ sheet, columns: guessColumns(sheet), leaveOut: false });
    } catch (error) {
      setProblem(error instanceof SheetError ? error.problem : 'unreadable');
    }
  };
  return (
    <Stack gap="sm">
      <Textarea
        label={say('numbersLabel')}
        description={say('numbersHint')}
        placeholder={say('numbersExample')}
        autosize
        minRows={3}
        maxRows={12}
        value={draft.text}
        onChange={(event) => change({ text: event.currentTarget.value, leaveOut: false })}
      />
      {draft.sheet === null ? (
        <DropArea take={(file) => void take(file)} />
      ) : (
        <SheetColumns draft={draft} change={change} />
      )}
      {problem === null ? null : (
        <Alert color="red" role="alert">
          {say(`file_${problem}`)}
        </Alert>
      )}
    </Stack>
  );
}

function DropArea({ take }: { take(file: File | null): void }): ReactNode {
  const say = useNewCallWords();
  const [over, setOver] = useState(false);
  const drag = (event: DragEvent, inside: boolean): void => {
    event.preventDefault();
    setOver(inside);
  };
  return (
    <Paper
      withBorder
      p="sm"
      data-testid="drop-area"
      bg={over ? 'var(--mantine-primary-color-light)' : undefined}
      style={{ borderStyle: 'dashed' }}
      onDragOver={(event) => drag(event, true)}
      onDragLeave={(event) => drag(event, false)}
      onDrop={(event) => {
        drag(event, false);
        take(event.dataTransfer.files[0] ?? null);
      }}
    >
      <Group gap="sm">
        <IconFileSpreadsheet size={20} aria-hidden />
        <Text size="sm" flex={1} miw={140}>
          {say('drop')}
        </Text>
        <FileButton onChange={take} accept=".csv,.tsv,.txt,.xlsx">
          {(button) => (
            <Button {...button} variant="default" size="compact-md">
              {say('choose')}
            </Button>
          )}
        </FileButton>
      </Group>
    </Paper>
  );
}

function SheetColumns({ draft: { sheet, columns }, change }: PartProps): ReactNode {
  const say = useNewCallWords();
  if (sheet === null) return null;
  const names = columnNames(sheet, columns.header);
  const other = names.find((_, index) => index !== columns.number);
  return (
    <Paper withBorder p="sm">
      <Stack gap="xs">
        <Group justify="space-between" gap="xs">
          <Text size="sm" fw={500} style={{ overflowWrap: 'anywhere' }}>
            {say('fileRead', { name: sheet.fileName, count: sheet.rows.length })}
          </Text>
          <Button
            variant="subtle"
            size="compact-sm"
            leftSection={<IconX size={14} aria-hidden />}
            onClick={() => change({ sheet: null, leaveOut: false })}
          >
            {say('removeFile')}
          </Button>
        </Group>
        {sheet.cut ? (
          <Alert color="yellow" role="alert">
            {say('fileCut', { count: MOST_ROWS })}
          </Alert>
        ) : null}
        <Group gap="md" align="flex-end">
          <NativeSelect
            label={say('numberColumn')}
            value={String(columns.number)}
            data={names.map((name, index) => ({ value: String(index), label: name }))}
            onChange={(event) => change({ columns: { ...columns, number: Number(event.currentTarget.value) } })}
          />
          <Checkbox
            mb={8}
            label={say('hasHeader')}
            checked={columns.header}
            onChange={(event) => change({ columns: { ...columns, header: event.currentTarget.checked } })}
          />
        </Group>
        {other === undefined ? null : (
          <Text size="sm" c="dimmed">
            {say('columnsHint', { example: `{${other}}` })}
          </Text>
        )}
      </Stack>
    </Paper>
  );
}
