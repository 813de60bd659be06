import { type AcceptedCalls, newIdempotencyKey, type RingbackClient } from '@ringback/client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useCallback, useRef, useState } from 'react';
import { useClients } from '../data/clients.js';
import type { CheckedRow } from './checked-numbers.js';
import { briefOf, type Draft } from './draft.js';

/** What was decided to be placed; it does not change any more, whatever happens to the form. */
export interface Batch {
  /** Each request under a key of its own, so that sending it again dials nothing more. */
  key: string;
  draft: Draft;
  rows: readonly CheckedRow[];
  /** One request for each row, with its own text; else one for all. */
  each: boolean;
}

export interface Placed {
  callIds: string[];
  waiting: number;
}

export interface Placing {
  /** Null: nothing was begun. */
  batch: Batch | null;
  placed: Placed;
  running: boolean;
  error: unknown;
  done: boolean;
  /** Begins, or goes on where it was stopped. */
  place(batch: Batch): void;
  reset(): void;
}

const NOTHING: Placed = { callIds: [], waiting: 0 };

export function newBatch(draft: Draft, rows: readonly CheckedRow[], each: boolean): Batch {
  return { key: newIdempotencyKey(), draft, rows, each };
}

/** Places the calls of a batch, once each. */
export function usePlacing(): Placing {
  const { calls } = useClients();
  const queries = useQueryClient();
  const [batch, setBatch] = useState<Batch | null>(null);
  const [placed, setPlaced] = useState(NOTHING);
  const running = useRef(false);
  const { mutate, error, isPending, isSuccess, reset } = useMutation({
    mutationFn: async (of: Batch) => {
      try {
        await placeAll(calls, of, setPlaced);
      } finally {
        running.current = false;
        void queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'new-call' });
      }
    },
  });
  return {
    batch,
    placed,
    running: isPending,
    error,
    done: isSuccess,
    place: useCallback(
      (of: Batch) => {
        // Two clicks within one turn of the loop: the button is not yet out of reach.
        if (running.current) return;
        running.current = true;
        setBatch(of);
        mutate(of);
      },
      [mutate],
    ),
    reset: useCallback(() => {
      setBatch(null);
      setPlaced(NOTHING);
      reset();
    }, [reset]),
  };
}

async function placeAll(calls: RingbackClient, batch: Batch, tell: (placed: Placed) => void): Promise<void> {
  const { key, draft, rows, each } = batch;
  const all: AcceptedCalls['calls'] = [];
  const told = (): void =>
    tell({
      callIds: all.map(({ call_id }) => call_id),
      waiting: all.filter(({ waits_until }) => waits_until !== undefined).length,
    });
  if (!each) {
    const phones = rows.map(({ number }) => number.written);
    all.push(...(await calls.createCalls({ phones, ...briefOf(draft) }, { idempotencyKey: key })).calls);
    told();
    return;
  }
  // Those that were placed before it was stopped are answered as they were then.
  for (const [index, { number }] of rows.entries()) {
    const wish = { phones: [number.written], ...briefOf(draft, number.cells) };
    all.push(...(await calls.createCalls(wish, { idempotencyKey: `${key}-${index}` })).calls);
    told();
  }
}
