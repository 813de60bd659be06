/** Where Debian puts it; another may be named. */
export const CHROMIUM = process.env.RINGBACK_TEST_CHROMIUM ?? '/usr/bin/chromium';

/** As root, without a display, and without looking for its maker's servers. */
export const QUIET_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
] as const;
