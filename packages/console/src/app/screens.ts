import {
  type Icon,
  IconActivityHeartbeat,
  IconCoin,
  IconHistory,
  IconHome,
  IconKey,
  IconPhonePlus,
  IconSettings,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';

/** One screen, and where it is. Its code comes when it is first opened. */
export interface Screen {
  /** As TanStack Router writes it: `/calls/$callId`. */
  path: string;
  load(): Promise<{ default: ComponentType }>;
  /** In the navigation; absent: it is reached from another screen. */
  entry?: { word: 'home' | 'live' | 'newCall' | 'calls' | 'balance' | 'keys' | 'settings'; icon: Icon };
}

/** All screens of whoever is signed in, in the order of the navigation. */
export const SCREENS: readonly Screen[] = [
  {
    path: '/',
    load: () => import('../first-run/first-run-screen.js'),
    entry: { word: 'home', icon: IconHome },
  },
  {
    path: '/live',
    load: () => import('../live/live-screen.js'),
    entry: { word: 'live', icon: IconActivityHeartbeat },
  },
  {
    path: '/new-call',
    load: () => import('../new-call/new-call-screen.js'),
    entry: { word: 'newCall', icon: IconPhonePlus },
  },
  { path: '/calls', load: () => import('../calls/calls-screen.js'), entry: { word: 'calls', icon: IconHistory } },
  { path: '/calls/$callId', load: () => import('../record/record-screen.js') },
  { path: '/balance', load: () => import('../balance/balance-screen.js'), entry: { word: 'balance', icon: IconCoin } },
  { path: '/balance/$accountId', load: () => import('../balance/balance-screen.js') },
  { path: '/keys', load: () => import('../keys/keys-screen.js'), entry: { word: 'keys', icon: IconKey } },
  {
    path: '/settings',
    load: () => import('../settings/settings-screen.js'),
    entry: { word: 'settings', icon: IconSettings },
  },
];
