import { useDebouncedValue } from '@mantine/hooks';
import type { CallsCheck } from '@ringback/client';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useClients } from '../data/clients.js';
import { useLanguage } from '../i18n/i18n.js';
import {
  briefOf,
  briefProblems,
  type Draft,
  LONGEST_REQUIREMENT,
  MOST_NUMBERS,
  MOST_OWN_TEXTS,
  numbersOf,
  usedColumns,
} from './draft.js';
import { holes } from './placeholders.js';
import type { WrittenNumber } from './written-numbers.js';

/** What becomes of one row. */
export interface CheckedRow {
  number: WrittenNumber;
  /**
   * `refused`: the service says why in `reason`; `lost`: its digits are gone; `hole`: a column that the text names is empty; `too_long`: what it would say;
   * `repeated`: it is called once, for an earlier row.
   */
  verdict: 'callable' | 'refused' | 'repeated' | 'lost' | 'hole' | 'too_long';
  /** Of the service, in the page's language; of a hole the names of the columns. */
  reason: string;
  waitsUntil: string | null;
}

export interface CheckedNumbers {
  /** Null until they were checked, and while there are none. */
  rows: CheckedRow[] | null;
  check: CallsCheck | null;
  checking: boolean;
  error: unknown;
  /** Each call says its own text, from these columns. Empty: all say the same. */
  columns: string[];
  /** More than go at once: how many, and how many do. */
  tooMany: { count: number; limit: number } | null;
}

/** Asks no sooner than this after the last key: nobody reads verdicts while typing. */
const SETTLED_MS = 400;

/** What the service would say of the numbers and the brief as they stand, without anything being sent. */
export function useCheckedNumbers(draft: Draft): CheckedNumbers {
  const { calls } = useClients();
  const language = useLanguage();
  const { text, sheet, columns: chosen } = draft;
  const numbers = useMemo(() => numbersOf({ text, sheet, columns: chosen }), [text, sheet, chosen]);
  const columns = usedColumns(draft);
  const named = columns.join('\n');
  const local = useMemo(
    () => localVerdicts(numbers, draft, named === '' ? [] : named.split('\n')),
    [numbers, draft, named],
  );
  const limit = columns.length === 0 ? MOST_NUMBERS : MOST_OWN_TEXTS;
  const asked = local.filter(({ verdict }) => verdict === 'callable').map(({ number }) => number.written);
  const tooMany = asked.length > limit ? { count: asked.length, limit } : null;

  const request = { phones: asked, ...checkedBrief(draft, local[0]?.number.cells ?? {}) };
  const [settled] = useDebouncedValue(JSON.stringify(request), SETTLED_MS);
  const enabled = asked.length > 0 && tooMany === null;
  const { data, error, isFetching } = useQuery({
    queryKey: ['new-call', 'check', language, settled],
    queryFn: ({ signal }) => calls.checkCalls(JSON.parse(settled), { signal }),
    enabled,
    // Prices, balances and lists change elsewhere.
    staleTime: 0,
    gcTime: 0,
  });
  const upToDate = settled === JSON.stringify(request);
  const rows = useMemo(
    () => (upToDate && (data !== undefined || !enabled) ? joined(local, enabled ? data : undefined) : null),
    [local, data, upToDate, enabled],
  );
  return {
    rows: numbers.length === 0 || tooMany !== null ? null : rows,
    check: upToDate && enabled ? (data ?? null) : null,
    checking: enabled && (!upToDate || isFetching),
    error: upToDate ? error : null,
    columns,
    tooMany,
  };
}

function localVerdicts(numbers: readonly WrittenNumber[], draft: Draft, columns: readonly string[]): CheckedRow[] {
  return numbers.map((number) => {
    const row: CheckedRow = { number, verdict: 'callable', reason: '', waitsUntil: null };
    if (number.lost) return { ...row, verdict: 'lost' };
    if (columns.length === 0) return row;
    const missing = holes(columns, number.cells);
    if (missing.length > 0) return { ...row, verdict: 'hole', reason: missing.join(', ') };
    const { user_requirement } = briefOf(draft, number.cells);
    return [...user_requirement].length > LONGEST_REQUIREMENT ? { ...row, verdict: 'too_long' } : row;
  });
}

/** Of a brief that is not finished the part that is: numbers are worth a check before there is a word. */
function checkedBrief(draft: Draft, cells: Readonly<Record<string, string>>): Record<string, unknown> {
  const problems = briefProblems(draft);
  const { user_requirement, voicemail, result_schema, ...rest } = briefOf(draft, cells);
  return {
    ...rest,
    ...(problems.requirement ? {} : { user_requirement }),
    ...(problems.voicemail || voicemail === undefined ? {} : { voicemail }),
    ...(problems.fields.size > 0 || result_schema === undefined ? {} : { result_schema }),
  };
}

/** The service's answers are in the order of what it was asked. */
function joined(local: readonly CheckedRow[], check: CallsCheck | undefined): CheckedRow[] {
  let next = 0;
  return local.map((row) => {
    if (row.verdict !== 'callable') return row;
    const answer = check?.numbers[next];
    next += 1;
    if (answer === undefined) return row;
    if (answer.refused !== null) return { ...row, verdict: 'refused', reason: answer.refused.message };
    return { ...row, verdict: answer.repeats ? 'repeated' : 'callable', waitsUntil: answer.waits_until };
  });
}
