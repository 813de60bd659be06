import { Button, Stack, Text } from '@mantine/core';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useCallWords } from '../call/call-words.js';
import { useDeedText } from '../call/deeds.js';
import type { TalkLine } from '../call/talk.js';
import { type SayLive, useLiveWords } from './words.js';

type Deed = Extract<TalkLine, { kind: 'happened' }>['event'];
type DeedText = ReturnType<typeof useDeedText>['textOf'];

/** So near to its end one still follows what comes. */
const AT_END_PX = 48;

/** What is said, as it is said; it stays at its end unless one reads further up. */
export function Transcript({ lines }: { lines: readonly TalkLine[] }): ReactNode {
  const say = useLiveWords();
  const { textOf } = useDeedText();
  const box = useRef<HTMLDivElement>(null);
  const [follows, setFollows] = useState(true);
  const toEnd = (): void => {
    if (box.current !== null) box.current.scrollTop = box.current.scrollHeight;
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: whatever came has made it longer.
  useEffect(() => {
    if (follows) toEnd();
  }, [lines, follows]);
  return (
    <>
      <div
        ref={box}
        className="live-transcript"
        role="log"
        aria-label={say('transcript')}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it is scrolled by the keyboard.
        tabIndex={0}
        onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) =>
          setFollows(scrollHeight - scrollTop - clientHeight < AT_END_PX)
        }
      >
        <Stack gap={6}>
          {lines.length === 0 ? <Text c="dimmed">{say('nothingSaid')}</Text> : null}
          {lines.map((line) => (
            <Line key={line.key} line={line} say={say} deed={textOf} />
          ))}
        </Stack>
      </div>
      {follows ? null : (
        <Button
          size="xs"
          variant="light"
          onClick={() => {
            setFollows(true);
            toEnd();
          }}
        >
          {say('latest')}
        </Button>
      )}
    </>
  );
}

function Line({ line, say, deed }: { line: TalkLine; say: SayLive; deed: DeedText }): ReactNode {
  const word = useCallWords();
  if (line.kind === 'happened') {
    return (
      <Text size="sm" c="dimmed" className="live-deed">
        {happenedText(line.event, say, deed)}
      </Text>
    );
  }
  return (
    <div className="live-line" data-role={line.role} data-partial={line.partial || undefined}>
      <Text size="xs" fw={600}>
        {word(line.role)} {line.partial ? say('beingSaid') : null}
        {line.interrupted ? say('interrupted') : null}
      </Text>
      <Text size="sm">{line.text}</Text>
    </div>
  );
}

function happenedText(event: Deed, say: SayLive, deed: DeedText): string {
  switch (event.type) {
    case 'supervision':
      return deed(event);
    case 'keys':
      return say(event.by === 'user' ? 'calleePressed' : 'pressedKeys', { digits: event.digits });
    case 'machine':
      return say('machine');
    case 'warning':
      return say('warning', { detail: event.detail });
  }
}
