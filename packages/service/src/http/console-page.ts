import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { RingbackError } from '@ringback/engine';
import type { FastifyReply, FastifyRequest } from 'fastify';
import sirv from 'sirv';
import type { HttpOptions } from './http-options.js';
import { type Route, route } from './route.js';

/** What the console's build has in place of the nonce: `packages/console/vite.config.ts`. */
const NONCE = 'RINGBACK_NONCE';

/**
 * What the page may do: nothing but what comes from this very address. Styles that scripts add need the nonce of the very answer; no script is inline
 * (Content Security Policy Level 3).
 */
const policy = (nonce: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "connect-src 'self'",
    "media-src 'self' blob:",
    "worker-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');

/** Powerful features that the console has no use for. */
const PERMISSIONS = 'microphone=(self), camera=(), geolocation=(), payment=(), usb=()';

/** The console as it was built: pages for browsers at every path of its own, and its files below `/assets`. */
export class ConsolePage {
  readonly #html: string;
  readonly files: ReturnType<typeof sirv>;

  /** @param folder of the build, with `index.html`. */
  constructor(folder: string) {
    this.#html = readFileSync(`${folder}/index.html`, 'utf8');
    this.files = sirv(folder, {
      etag: true,
      gzip: true,
      brotli: true,
      // Each name holds a hash of the content.
      immutable: true,
      maxAge: 365 * 24 * 3600,
      setHeaders: (response) => response.setHeader('x-content-type-options', 'nosniff'),
    });
  }

  /** What is installed beside the service; null where it was not built. */
  static installed(): ConsolePage | null {
    const require = createRequire(import.meta.url);
    try {
      return new ConsolePage(dirname(require.resolve('@ringback/console/page/index.html')));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') return null;
      throw error;
    }
  }

  /** Whether a browser goes to a page, and does not ask for data. */
  static isWanted({ method, headers }: FastifyRequest): boolean {
    return (method === 'GET' || method === 'HEAD') && /\btext\/html\b/.test(headers.accept ?? '');
  }

  send(reply: FastifyReply): FastifyReply {
    const nonce = randomBytes(16).toString('base64');
    return reply
      .code(200)
      .headers({
        'content-security-policy': policy(nonce),
        'permissions-policy': PERMISSIONS,
        'cross-origin-opener-policy': 'same-origin',
        'x-frame-options': 'DENY',
      })
      .type('text/html; charset=utf-8')
      .send(this.#html.replaceAll(NONCE, nonce));
  }
}

/** The console's own files. Its pages are answered at `/` and wherever else nothing is served: they are one document. */
export function consoleRoutes({ console: page }: Pick<HttpOptions, 'console'>): Route[] {
  if (page === null) return [];
  return [
    route({
      method: 'GET',
      path: '/assets/{file}',
      access: 'public',
      operationId: 'consoleFile',
      summary: 'A file of the console',
      tag: 'Operation',
      answers: { 200: { description: 'The file' } },
      handle({ request, reply }) {
        let found = true;
        page.files(request.raw, reply.raw, () => {
          found = false;
        });
        if (!found) throw new RingbackError('not_found', 'The console has no such file.');
        reply.hijack();
      },
    }),
  ];
}
