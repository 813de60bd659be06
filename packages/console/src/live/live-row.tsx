import { IconEar, IconMicrophone } from '@tabler/icons-react';
import { memo, type ReactNode } from 'react';
import { useCallWords } from '../call/call-words.js';
import { Elapsed } from './elapsed.js';
import { LevelMeter } from './level-meter.js';
import type { LiveList, LiveRow } from './live-list.js';
import { useRow } from './use-live.js';
import { useLiveWords } from './words.js';

export interface RowProps {
  list: LiveList;
  callId: string;
  opened: boolean;
  onOpen(callId: string): void;
}

/** One call in the list, which moves by itself. Of plain elements: dozens of these are drawn four times a second, and anew while one scrolls. */
export const LiveRowView = memo(function LiveRowView({ list, callId, opened, onOpen }: RowProps): ReactNode {
  const say = useLiveWords();
  const word = useCallWords();
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
      <span className="live-state" data-state={row.ended === null ? row.state : 'over'}>
        {stateText(row, word)}
      </span>
      <span className="live-who">
        <strong>{row.phone}</strong>
        {talks && row.answered_at !== null ? <Elapsed since={row.answered_at} list={list} /> : null}
      </span>
      <span className="live-meters">
        {talks ? (
          <>
            <LevelMeter level={row.callee_level} side="callee" />
            <LevelMeter level={row.assistant_level} side="assistant" />
          </>
        ) : null}
      </span>
      <span className="live-words" data-none={row.words === null || undefined}>
        {row.words === null ? row.user_requirement : `${word(row.words.role)}: ${row.words.text}`}
      </span>
      <span className="live-badges">
        {row.speaker === null ? null : (
          <span className="live-state" data-state="speaking">
            <IconMicrophone size={12} aria-hidden /> {say('speaking', { name: row.speaker })}
          </span>
        )}
        {row.listeners.length === 0 ? null : (
          <span className="live-state" data-state="over">
            <IconEar size={12} aria-hidden /> {row.listeners.length}
          </span>
        )}
        {row.here ? null : (
          <span className="live-state" data-state="over">
            {say('elsewhere')}
          </span>
        )}
      </span>
    </button>
  );
});

/** How it goes on, or how it ended. */
export function stateText(row: LiveRow, word: ReturnType<typeof useCallWords>): string {
  return word(row.ended === null ? row.state : (row.ended.reason ?? 'ended'));
}
