import { ActionIcon, Code, CopyButton, Group, Text } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import type { ReactNode } from 'react';

export interface CopyLineProps {
  label: string;
  text: string;
  copy: string;
  copied: string;
}

/** A line to be copied as it is, with what it is above it. */
export function CopyLine({ label, text, copy, copied }: CopyLineProps): ReactNode {
  return (
    <div>
      <Text size="sm" fw={500}>
        {label}
      </Text>
      <Group gap="xs" wrap="nowrap" align="flex-start">
        {/* Reached by the keyboard, since it may be longer than it is wide. */}
        <Code block flex={1} miw={0} tabIndex={0} role="textbox" aria-readonly aria-label={label}>
          {text}
        </Code>
        <CopyButton value={text}>
          {({ copied: done, copy: take }) => (
            <ActionIcon
              variant="default"
              size="lg"
              onClick={take}
              aria-label={`${done ? copied : copy}: ${label}`}
              title={done ? copied : copy}
            >
              {done ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
            </ActionIcon>
          )}
        </CopyButton>
      </Group>
    </div>
  );
}
