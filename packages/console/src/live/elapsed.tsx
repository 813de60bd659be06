import type { ReactNode } from 'react';
import { clock } from '../app/clock.js';
import type { LiveList } from './live-list.js';
import { useSecond } from './use-live.js';

/** Minutes and seconds since then, by the service's clock. */
export function Elapsed({ since, list }: { since: string; list: LiveList }): ReactNode {
  useSecond();
  return <span className="live-seconds">{clock(list.now - Date.parse(since))}</span>;
}
