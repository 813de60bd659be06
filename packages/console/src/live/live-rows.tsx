import { Button, Paper, Stack, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { Link } from '@tanstack/react-router';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useMemo, useRef } from 'react';
import type { LiveList } from './live-list.js';
import { LiveRowView } from './live-row.js';
import { useOrder } from './use-live.js';
import { useLiveWords } from './words.js';

/** Heights of a row and the gap below it: `live.css`. */
const ROW_PX = 62;
const NARROW_ROW_PX = 90;

export interface RowsProps {
  list: LiveList;
  filter: string;
  opened: string | undefined;
  onOpen(callId: string): void;
}

/** The calls that fit the filter, under one another, of which only those that are seen are there. */
export function LiveRows({ list, filter, opened, onOpen }: RowsProps): ReactNode {
  const say = useLiveWords();
  const order = useOrder(list);
  const shown = useFiltered(list, order, filter);
  const narrow = useMediaQuery('(max-width: 640px)') ?? false;
  if (!list.loaded) return null;
  if (order.length === 0) {
    return (
      <Paper withBorder p="xl">
        <Stack align="center" gap="xs">
          <Text fw={600}>{say('empty')}</Text>
          <Text c="dimmed">{say('emptyHint')}</Text>
          <Button component={Link} to="/new-call">
            {say('newCall')}
          </Button>
        </Stack>
      </Paper>
    );
  }
  if (shown.length === 0) return <Text c="dimmed">{say('nothingFound')}</Text>;
  return <Rows list={list} order={shown} opened={opened} onOpen={onOpen} rowHeight={narrow ? NARROW_ROW_PX : ROW_PX} />;
}

interface SeenRowsProps extends Omit<RowsProps, 'filter'> {
  order: readonly string[];
  /** Rows are higher on a narrow page. */
  rowHeight: number;
}

function Rows({ list, order, opened, rowHeight, onOpen }: SeenRowsProps): ReactNode {
  const say = useLiveWords();
  const box = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: order.length,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => order[index] as string,
    overscan: 4,
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

/** Those that the filter fits: by number, task, or the words as they were when the order or the filter changed last. */
function useFiltered(list: LiveList, order: readonly string[], filter: string): readonly string[] {
  return useMemo(() => {
    const wanted = filter.trim().toLowerCase();
    if (wanted === '') return order;
    return order.filter((callId) => {
      const row = list.row(callId);
      const text = `${row?.phone} ${row?.user_requirement} ${row?.words?.text ?? ''}`.toLowerCase();
      return text.includes(wanted) || text.replaceAll(' ', '').includes(wanted.replaceAll(' ', ''));
    });
  }, [list, order, filter]);
}
