import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, normalize } from 'node:path';
import type { Duplex } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { ListeningDesk, PublicListener, realClock, WebphoneCarrier } from '@ringback/engine';
import ts from 'typescript';

const SOURCES = fileURLToPath(new URL('../../packages/webphone/src', import.meta.url));

/** As strict as the console's will be: nothing inline, nothing from elsewhere, no `blob:`. */
const POLICY = "default-src 'none'; script-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'";

const PAGE = '<!doctype html><meta charset="utf-8"><title>phone</title><script type="module" src="/page.js"></script>';

/** Drives the phone, for the test: what happens is kept, and buttons are functions. */
const SCRIPT = `
import { Webphone } from '/webphone/index.js';
const events = [];
const reports = [];
const note = (name) => (...values) => events.push([name, ...values.map((value) => value?.code ?? value), performance.now()]);
const phone = new Webphone({
  url: location.origin.replace('http', 'ws') + '/webphone',
  workletUrl: '/webphone/worklet/phone-worklet.js',
  token: () => decodeURIComponent(location.hash.slice(1)),
  onReport: (report) => reports.push({ ...report, at: performance.now() }),
  listener: {
    open: note('open'), ring: note('ring'), answered: note('answered'), lost: note('lost'), resumed: note('resumed'),
    ended: note('ended'), closed: note('closed'), failed: note('failed'), trouble: note('trouble'),
  },
});
document.addEventListener('securitypolicyviolation', (event) => events.push(['violation', event.violatedDirective]));
window.phone = phone;
window.events = events;
window.reports = reports;
phone.connect();
`;

/** Listens to a call: what comes out of the loudspeaker is measured each 5 ms, by the clock that the test has, too. */
const LISTENING_SCRIPT = `
import { ListeningPhone } from '/webphone/index.js';
const events = [];
const sounding = [];
const note = (name) => (...values) => events.push([name, ...values.map((value) => value?.code ?? value)]);
const connect = AudioNode.prototype.connect;
AudioNode.prototype.connect = function (to, ...rest) {
  if (to === this.context.destination) {
    const analyser = new AnalyserNode(this.context, { fftSize: 2048, smoothingTimeConstant: 0 });
    connect.call(this, analyser);
    const samples = new Float32Array(256);
    const bins = new Float32Array(analyser.frequencyBinCount);
    const at = (hertz) => Math.round((hertz * 2048) / this.context.sampleRate);
    setInterval(() => {
      analyser.getFloatTimeDomainData(samples);
      analyser.getFloatFrequencyData(bins);
      const peak = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
      const loud = (hertz) => Math.max(bins[at(hertz) - 1], bins[at(hertz)], bins[at(hertz) + 1]);
      sounding.push({ at: performance.timeOrigin + performance.now(), peak, callee: loud(1000), assistant: loud(440) });
    }, 5);
  }
  return connect.call(this, to, ...rest);
};
const phone = new ListeningPhone({
  url: location.origin.replace('http', 'ws') + '/listening',
  workletUrl: '/webphone/worklet/phone-worklet.js',
  token: decodeURIComponent(location.hash.slice(1)),
  events: {
    open: note('open'), lost: note('lost'), speaking: note('speaking'), ended: note('ended'), failed: note('failed'),
    trouble: note('trouble'),
  },
});
document.addEventListener('securitypolicyviolation', (event) => events.push(['violation', event.violatedDirective]));
window.phone = phone;
window.events = events;
window.sounding = sounding;
`;

/** The page of `docs/carrier-webphone.md`, with what it takes for granted. */
function documentedScript(): string {
  const document = readFileSync(new URL('../../docs/carrier-webphone.md', import.meta.url), 'utf8');
  const [, snippet = ''] = /```js\n([\s\S]*?)```/.exec(document) ?? [];
  return `
const answerButton = document.body.appendChild(document.createElement('button'));
let ringing;
const note = (what) => { document.title += ' ' + what; };
const show = (call) => { ringing = call; note('rings'); };
const hide = (call, cause) => note(cause);
const tell = note;
${snippet
  .replace("'@ringback/webphone'", "'/webphone/index.js'")
  .replace("'wss://calls.example.com/webphone'", "location.origin.replace('http', 'ws') + '/webphone'")
  .replace('/assets/webphone/', '/webphone/')}`;
}

/** The carrier behind a server that also has a page with the phone in it, as the console will. */
export interface ServedPage {
  carrier: WebphoneCarrier;
  desk: ListeningDesk;
  errors: unknown[];
  /** Breaks every connection of pages, as a network does. */
  cut(): void;
  /** The page's address for a token, which no server sees. */
  address(token: string): string;
  /** The address of a page that listens to a call. */
  listening(token: string): string;
  /** The address of the page that the document shows. */
  documented: string;
  close(): Promise<void>;
}

export async function servePage(): Promise<ServedPage> {
  const errors: unknown[] = [];
  const onError = (error: unknown): unknown => errors.push(error);
  const clock = realClock();
  const carrier = new WebphoneCarrier({ clock, callerName: 'Ringback', onError });
  const desk = new ListeningDesk({ clock, onError });
  const listener = new PublicListener({ routes: [carrier, desk], clock, onError });
  const server = createServer((request, response) => {
    const path = (request.url ?? '/').split('?')[0] as string;
    const [type, body] = path === '/ticket' ? ['text/plain', carrier.ticket('documented').token] : answer(path);
    response.writeHead(body === null ? 404 : 200, {
      'content-type': `${type}; charset=utf-8`,
      'content-security-policy': POLICY,
      'x-content-type-options': 'nosniff',
    });
    response.end(body ?? '');
  });
  const upgraded = new Set<Duplex>();
  server.on('upgrade', (request, socket, head) => {
    upgraded.add(socket);
    socket.once('close', () => upgraded.delete(socket));
    listener.upgrade(request, socket, head);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    carrier,
    desk,
    errors,
    cut() {
      for (const socket of upgraded) socket.destroy();
    },
    address: (token) => `http://127.0.0.1:${port}/#${encodeURIComponent(token)}`,
    listening: (token) => `http://127.0.0.1:${port}/listen#${encodeURIComponent(token)}`,
    documented: `http://127.0.0.1:${port}/documented`,
    async close() {
      desk.close();
      await carrier.close();
      await listener.close();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function answer(path: string): [type: string, body: string | null] {
  if (path === '/') return ['text/html', PAGE];
  if (path === '/documented') return ['text/html', PAGE.replace('page.js', 'documented.js')];
  if (path === '/documented.js') return ['text/javascript', documentedScript()];
  if (path === '/listen') return ['text/html', PAGE.replace('page.js', 'listening.js')];
  if (path === '/listening.js') return ['text/javascript', LISTENING_SCRIPT];
  if (path === '/page.js') return ['text/javascript', SCRIPT];
  const file = join(SOURCES, normalize(path.replace(/^\/webphone\//, '')).replace(/\.js$/, '.ts'));
  if (!path.startsWith('/webphone/') || !file.startsWith(SOURCES) || !existsSync(file)) return ['text/plain', null];
  const { outputText } = ts.transpileModule(readFileSync(file, 'utf8'), {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ES2022, verbatimModuleSyntax: true },
  });
  return ['text/javascript', outputText];
}
