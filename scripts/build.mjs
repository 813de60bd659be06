/** `npm run build`: installs what is missing and builds every package, so that `node_modules/.bin/ringback` works. */
import { setUp } from './setup.mjs';

await setUp();
