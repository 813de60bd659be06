import { Button, Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';

export interface SaveRowProps {
  /** On the button. */
  label: string;
  saving: boolean;
  /** What came of it, also for who uses a screen reader; empty: nothing yet. */
  told: string;
  disabled?: boolean;
}

/** The end of a form: its button, and what came of it. */
export function SaveRow({ label, saving, told, disabled }: SaveRowProps): ReactNode {
  return (
    <Group>
      <Button type="submit" loading={saving} disabled={disabled}>
        {label}
      </Button>
      <Text role="status" size="sm">
        {told}
      </Text>
    </Group>
  );
}
