import { type Icon, IconKey } from '@tabler/icons-react';
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
  { path: '/keys', load: () => import('../keys/keys-screen.js'), entry: { word: 'keys', icon: IconKey } },
];
