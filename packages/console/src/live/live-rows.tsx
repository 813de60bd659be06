import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useRef } from 'react';
import type { LiveList } from './live-list.js';
import { LiveRowView } from './live-row.js';
import { useLiveWords } from './words.js';

export interface RowsProps {
  list: LiveList;
  order: readonly string[];
  opened: string | undefined;
  /** Rows are higher on a narrow page. */
  rowHeight: number;
  onOpen(callId: string): void;
}

/** Calls under one another, of which only those that are seen are there. */
export function LiveRows({ list, order, opened, rowHeight, onOpen }: RowsProps): ReactNode {
  const say = useLiveWords();
  const box = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: order.length,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => order[index] as string,
    overscan: 6,
  });
  return (
    <div ref={box} className="live-rows">
      <ul aria-label={say('list')} style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ key, index, start }) => (
          <li
            key={key}
            aria-setsize={order.length}
            aria-posinset={index + 1}
            style={{ transform: `translateY(${start}px)` }}
          >
            <LiveRowView list={list} callId={key as string} opened={key === opened} onOpen={onOpen} />
          </li>
        ))}
      </ul>
    </div>
  );
}
