import { Badge, Group, Text } from '@mantine/core';
import { IconEar, IconMicrophone } from '@tabler/icons-react';
import { memo, type ReactNode } from 'react';
import { Elapsed } from './elapsed.js';
import { endWord } from './end-word.js';
import { LevelMeter } from './level-meter.js';
import type { LiveList, LiveRow } from './live-list.js';
import { useRow } from './use-live.js';
import { type SayLive, useLiveWords } from './words.js';

const COLOURS = { in_progress: 'green', ringing: 'indigo', dialing: 'indigo', queued: 'gray' } as const;

export interface RowProps {
  list: LiveList;
  callId: string;
  opened: boolean;
  onOpen(callId: string): void;
}

/** One call in the list, which moves by itself. */
export const LiveRowView = memo(function LiveRowView({ list, callId, opened, onOpen }: RowProps): ReactNode {
  const say = useLiveWords();
  const row = useRow(list, callId);
  if (row === undefined) return null;
  const talks = row.state === 'in_progress' && row.ended === null;
  return (
    <button
      type="button"
      className="live-row"
      data-open={opened || undefined}
      data-over={row.ended !== null || undefined}
      aria-pressed={opened}
      onClick={() => onOpen(callId)}
    >
      <Group gap={6} wrap="nowrap">
        <Badge variant="light" color={row.ended === null ? COLOURS[row.state] : 'gray'} miw={0}>
          {row.ended === null ? say(row.state) : endWord(row.ended.reason, say)}
        </Badge>
      </Group>
      <Group gap={8} wrap="nowrap">
        <Text size="sm" fw={600} span truncate>
          {row.phone}
        </Text>
        <Text size="sm" c="dimmed" span>
          {talks && row.answered_at !== null ? <Elapsed since={row.answered_at} list={list} /> : null}
        </Text>
      </Group>
      <span className="live-meters">
        {talks ? (
          <>
            <LevelMeter level={row.callee_level} side="callee" />
            <LevelMeter level={row.assistant_level} side="assistant" />
          </>
        ) : null}
      </span>
      <Text size="sm" span className="live-words" c={row.words === null ? 'dimmed' : undefined}>
        {row.words === null ? row.user_requirement : `${speakerText(row, say)}: ${row.words.text}`}
      </Text>
      <Group gap={6} wrap="nowrap" className="live-badges">
        {row.speaker === null ? null : (
          <Badge color="red" leftSection={<IconMicrophone size={12} aria-hidden />}>
            {say('speaking', { name: row.speaker })}
          </Badge>
        )}
        {row.listeners.length === 0 ? null : (
          <Badge variant="outline" leftSection={<IconEar size={12} aria-hidden />}>
            {row.listeners.length}
          </Badge>
        )}
        {row.here ? null : <Badge variant="outline">{say('elsewhere')}</Badge>}
      </Group>
    </button>
  );
});

export function stateText(row: LiveRow, say: SayLive): string {
  return row.ended === null ? say(row.state) : endWord(row.ended.reason, say);
}

function speakerText(row: LiveRow, say: SayLive): string {
  return say(row.words?.role === 'user' ? 'calleeSays' : 'assistantSays');
}
