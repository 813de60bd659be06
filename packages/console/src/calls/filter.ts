import type { CallFilter } from '@ringback/client';
import { useNavigate, useRouterState } from '@tanstack/react-router';

/** What stands in the address of the list, as texts: `from` and `to` are days, both included, in this browser's time zone. */
export interface FilterState {
  words?: string;
  number?: string;
  status?: string;
  end_reason?: string;
  goal?: string;
  campaign?: string;
  from?: string;
  to?: string;
  account?: string;
}

export const FILTERS = [
  'words',
  'number',
  'status',
  'end_reason',
  'goal',
  'campaign',
  'from',
  'to',
  'account',
] as const;

/** The filter that stands in the address, so that a search can be kept, sent, and gone back to. */
export function useFilter(): [FilterState, (change: FilterState, options?: { replace?: boolean }) => void] {
  const navigate = useNavigate();
  const search = useRouterState({ select: ({ location }) => location.search as Record<string, unknown> });
  const state = readFilter(search);
  const change = (changed: FilterState, { replace = false } = {}): void => {
    const next = readFilter({ ...state, ...changed });
    void navigate({ to: '.', search: next as never, replace });
  };
  return [state, change];
}

function readFilter(search: Readonly<Record<string, unknown>>): FilterState {
  const state: FilterState = {};
  for (const name of FILTERS) {
    const value = search[name];
    if (value !== undefined && value !== null && String(value) !== '') state[name] = String(value);
  }
  return state;
}

/** As the service takes it. A day that is none is left out. */
export function asked({ from, to, ...rest }: FilterState): CallFilter {
  const first = from === undefined ? null : midnight(from, 0);
  const last = to === undefined ? null : midnight(to, 1);
  return {
    ...(rest as CallFilter),
    ...(first === null ? {} : { from: first }),
    ...(last === null ? {} : { to: last }),
  };
}

/** The beginning of a day (`2026-11-25`), or of one after it, in this browser's time zone. */
function midnight(day: string, later: number): string | null {
  const parts = /^(\d{4})-(\d\d)-(\d\d)$/.exec(day);
  if (parts === null) return null;
  const date = new Date(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3]) + later);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}
