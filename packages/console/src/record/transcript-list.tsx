import { Badge, Paper, Stack, Text, Title, UnstyledButton } from '@mantine/core';
import type { Utterance } from '@ringback/client';
import { type KeyboardEvent, memo, type ReactNode, useEffect, useRef } from 'react';
import { clock } from '../app/clock.js';
import { useCallWords } from '../call/call-words.js';
import { useRecordWords } from './words.js';

export interface TranscriptListProps {
  said: readonly Utterance[];
  /** What is being said and not yet final. */
  saying: readonly Utterance[];
  /** Index of the one that is being heard; -1: none. */
  heard: number;
  /** Plays what was said; null where there is no recording. */
  play: ((utterance: Utterance) => void) | null;
}

/** What was said, in step with the player: the line that is heard is marked, and a line that is chosen is heard. */
export const TranscriptList = memo(function TranscriptList({
  said,
  saying,
  heard,
  play,
}: TranscriptListProps): ReactNode {
  const say = useRecordWords();
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    const line = list.current?.children[heard] as HTMLElement | undefined;
    const box = list.current;
    if (line === undefined || box === null) return;
    // Within the list alone: the page stays where its reader has it.
    const above = line.offsetTop - box.offsetTop;
    if (above < box.scrollTop || above + line.offsetHeight > box.scrollTop + box.clientHeight)
      box.scrollTop = above - box.clientHeight / 3;
  }, [heard]);

  const move = (event: KeyboardEvent): void => {
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (by === 0) return;
    const lines = [...(list.current?.querySelectorAll<HTMLElement>('button') ?? [])];
    const next = lines[lines.indexOf(document.activeElement as HTMLElement) + by];
    if (next === undefined) return;
    event.preventDefault();
    next.focus();
  };

  return (
    <Paper withBorder p="md" component="section" aria-label={say('transcript')}>
      <Stack gap="sm">
        <Title order={2} size="h4">
          {say('transcript')}
        </Title>
        {said.length + saying.length === 0 ? <Text c="dimmed">{say('nothingSaid')}</Text> : null}
        {play === null || said.length === 0 ? null : (
          <Text size="sm" c="dimmed">
            {say('chooseLine')}
          </Text>
        )}
        <ol ref={list} className="transcript" onKeyDown={move} tabIndex={play === null ? 0 : undefined}>
          {said.map((utterance, index) => (
            <Line key={utterance.utterance_id} of={utterance} heard={index === heard} play={play} />
          ))}
          {saying.map((utterance) => (
            <Line key={utterance.utterance_id} of={utterance} heard={false} play={null} unfinished />
          ))}
        </ol>
      </Stack>
    </Paper>
  );
});

interface LineProps extends Pick<TranscriptListProps, 'play'> {
  of: Utterance;
  heard: boolean;
  unfinished?: boolean;
}

const Line = memo(function Line({ of: utterance, heard, play, unfinished = false }: LineProps): ReactNode {
  const say = useRecordWords();
  const word = useCallWords();
  const { role, text, started_at_ms: at, interrupted } = utterance;
  const content = (
    <>
      <Text span size="xs" c="dimmed" ff="monospace">
        {clock(at)}
      </Text>
      <Text span size="sm" fw={600} className={role === 'user' ? 'callee-word' : 'assistant-word'}>
        {word(role)}
      </Text>
      <Text span size="sm" className="words" fs={unfinished ? 'italic' : undefined}>
        {text}
        {unfinished ? ' …' : ''}
        {interrupted ? (
          <Badge component="span" ml={6} size="sm" variant="light" color="orange">
            {say('cutOff')}
          </Badge>
        ) : null}
      </Text>
    </>
  );
  return (
    <li>
      {play === null ? (
        <div className="line">{content}</div>
      ) : (
        <UnstyledButton className="line" aria-current={heard ? 'true' : undefined} onClick={() => play(utterance)}>
          {content}
        </UnstyledButton>
      )}
    </li>
  );
});
