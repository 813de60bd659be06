export { type HttpOptions, type HttpServing, serveOverHttp } from './http.js';
export type { Confirm, Language } from './options.js';
export { type StdioOptions, serveOverStdio } from './stdio.js';
