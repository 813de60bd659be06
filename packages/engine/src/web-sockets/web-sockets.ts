import { createRequire } from 'node:module';
import type * as WebSockets from 'ws';

const require = createRequire(import.meta.url);

/** `ws`, loaded when it is first needed: it takes 12 MB, which a process that places no real call does without. */
export function webSockets(): typeof WebSockets {
  return require('ws') as typeof WebSockets;
}
