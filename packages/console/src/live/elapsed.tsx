import type { ReactNode } from 'react';
import type { LiveList } from './live-list.js';
import { useSecond } from './use-live.js';

/** Minutes and seconds since then, by the service's clock. */
export function Elapsed({ since, list }: { since: string; list: LiveList }): ReactNode {
  useSecond();
  const seconds = Math.max(0, Math.floor((list.now - Date.parse(since)) / 1_000));
  const text = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
  return <span className="live-seconds">{text}</span>;
}
