import { parseXml, XmlElement, XmlText } from '@rgrove/parse-xml';
import type { Webhook } from './call-parameters.js';
import type { Problem } from './debugger.js';

export interface StreamNoun {
  /** As it stands in the document, without a query. */
  url: string;
  name: string | undefined;
  statusCallback: Webhook | undefined;
  parameters: Readonly<Record<string, string>>;
}

export type Verb =
  | { verb: 'Say'; text: string; language: string | undefined; loop: number }
  | { verb: 'Play'; url: string; loop: number }
  | { verb: 'PlayDigits'; digits: string }
  | { verb: 'Pause'; ms: number }
  | { verb: 'Hangup' }
  | { verb: 'Redirect'; webhook: Webhook }
  | { verb: 'Connect'; action: Webhook | undefined; stream: StreamNoun };

export interface Twiml {
  verbs: readonly Verb[];
  /** What the debugger is to be told of, though the document is played. */
  warnings: readonly string[];
}

/** A document that is not played at all: the callee hears that an application error has occurred, and the call ends. */
export class TwimlError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem, message: string) {
    super(message);
    this.name = 'TwimlError';
    this.problem = problem;
  }
}

export interface TwimlContext {
  /** Where the document came from: relative addresses in it start there. Undefined for TwiML given with the call. */
  baseUrl: string | undefined;
  /** `ws` and `http` are accepted as well. */
  allowInsecure: boolean;
}

/** Twilio takes names and values of at most so many characters together. */
const LONGEST_PARAMETER = 500;
const SAY_LIMIT = 4096;

/** @throws TwimlError where Twilio would play nothing of it. */
export function parseTwiml(xml: string, context: TwimlContext): Twiml {
  const root = documentRoot(xml);
  if (root.name !== 'Response')
    throw new TwimlError('documentParse', `the root must be <Response>, not <${root.name}>`);
  const reader = new Reader(context);
  reader.checkAttributes(root, []);
  const verbs = reader.children(root).map((element) => reader.verb(element));
  return { verbs, warnings: reader.warnings };
}

function documentRoot(xml: string): XmlElement {
  try {
    const { root } = parseXml(xml);
    if (root !== null) return root;
  } catch (error) {
    throw new TwimlError('documentParse', ((error as Error).message.split('\n')[0] as string).trim());
  }
  throw new TwimlError('documentParse', 'the document is empty');
}

class Reader {
  readonly warnings: string[] = [];
  readonly #context: TwimlContext;

  constructor(context: TwimlContext) {
    this.#context = context;
  }

  children(element: XmlElement): XmlElement[] {
    for (const child of element.children) {
      if (child instanceof XmlText && child.text.trim() !== '')
        this.warnings.push(`text in <${element.name}> is ignored`);
    }
    return element.children.filter((child): child is XmlElement => child instanceof XmlElement);
  }

  checkAttributes(element: XmlElement, known: readonly string[]): void {
    for (const name of Object.keys(element.attributes)) {
      if (!known.includes(name)) this.warnings.push(`attribute ${name} is not allowed in <${element.name}>`);
    }
  }

  verb(element: XmlElement): Verb {
    switch (element.name) {
      case 'Say':
        return this.#say(element);
      case 'Play':
        return this.#play(element);
      case 'Pause':
        this.checkAttributes(element, ['length']);
        return { verb: 'Pause', ms: this.#whole(element, 'length', 1, 1) * 1000 };
      case 'Hangup':
        this.checkAttributes(element, []);
        return { verb: 'Hangup' };
      case 'Redirect': {
        this.checkAttributes(element, ['method']);
        const url = element.text.trim();
        if (url === '') throw new TwimlError('schema', '<Redirect> names no URL');
        return { verb: 'Redirect', webhook: this.#webhook(element, url, 'method') };
      }
      case 'Connect':
        return this.#connect(element);
      default:
        throw new TwimlError('schema', `<${element.name}> is not a verb, or none that this stand-in plays`);
    }
  }

  #say(element: XmlElement): Verb {
    this.checkAttributes(element, ['voice', 'language', 'loop']);
    const text = element.text.trim();
    if (text === '' || text.length > SAY_LIMIT)
      throw new TwimlError('sayText', `<Say> takes 1 to ${SAY_LIMIT} characters`);
    const loop = this.#whole(element, 'loop', 1, 0);
    return { verb: 'Say', text, language: element.attributes.language, loop };
  }

  #play(element: XmlElement): Verb {
    this.checkAttributes(element, ['loop', 'digits']);
    const { digits } = element.attributes;
    if (digits !== undefined) {
      if (!/^[0-9A-D#*wW]+$/.test(digits)) throw new TwimlError('schema', `<Play digits> is invalid: ${digits}`);
      return { verb: 'PlayDigits', digits };
    }
    const url = this.#absolute(element.text.trim());
    if (!/^https?:/i.test(url)) throw new TwimlError('schema', `<Play> names no http(s) URL: ${url}`);
    return { verb: 'Play', url, loop: this.#whole(element, 'loop', 1, 0) };
  }

  #connect(element: XmlElement): Verb {
    this.checkAttributes(element, ['action', 'method']);
    const nouns = this.children(element);
    const [noun] = nouns;
    if (noun === undefined || nouns.length > 1) throw new TwimlError('schema', '<Connect> holds exactly one noun');
    if (noun.name !== 'Stream') {
      throw new TwimlError('schema', `<${noun.name}> is not a noun of <Connect>, or none that this stand-in plays`);
    }
    const { action } = element.attributes;
    return {
      verb: 'Connect',
      action: action === undefined ? undefined : this.#webhook(element, action, 'method'),
      stream: this.#stream(noun),
    };
  }

  #stream(element: XmlElement): StreamNoun {
    this.checkAttributes(element, ['url', 'name', 'track', 'statusCallback', 'statusCallbackMethod']);
    const { url = '', name, track, statusCallback } = element.attributes;
    const schemes = this.#context.allowInsecure ? /^wss?:\/\//i : /^wss:\/\//i;
    if (!schemes.test(url) || !URL.canParse(url))
      throw new TwimlError('streamScheme', `<Stream url> must be a wss URL: ${url}`);
    if (track !== undefined && track !== 'inbound_track') {
      throw new TwimlError('schema', `<Connect><Stream> has the track inbound_track alone, not ${track}`);
    }
    const [bare] = url.split(/[?#]/) as [string];
    if (bare !== url) this.warnings.push('<Stream url> takes no query: it is left out. Use <Parameter>');
    return {
      url: bare,
      name,
      statusCallback:
        statusCallback === undefined ? undefined : this.#webhook(element, statusCallback, 'statusCallbackMethod'),
      parameters: this.#parameters(element),
    };
  }

  #parameters(element: XmlElement): Record<string, string> {
    const parameters: Record<string, string> = {};
    for (const child of this.children(element)) {
      if (child.name !== 'Parameter') throw new TwimlError('schema', `<${child.name}> is not allowed in <Stream>`);
      this.checkAttributes(child, ['name', 'value']);
      const { name = '', value } = child.attributes;
      if (name === '' || value === undefined) throw new TwimlError('schema', '<Parameter> needs a name and a value');
      if (name.length + value.length > LONGEST_PARAMETER) {
        throw new TwimlError('schema', `<Parameter name="${name}"> is longer than ${LONGEST_PARAMETER} characters`);
      }
      parameters[name] = value;
    }
    return parameters;
  }

  #webhook(element: XmlElement, url: string, methodName: string): Webhook {
    const method = (element.attributes[methodName] ?? 'POST').toUpperCase();
    if (method !== 'GET' && method !== 'POST') throw new TwimlError('schema', `${methodName} is invalid: ${method}`);
    return { url: this.#absolute(url), method };
  }

  #absolute(url: string): string {
    const { baseUrl } = this.#context;
    if (/^[a-z]+:\/\//i.test(url) && URL.canParse(url)) return url;
    if (baseUrl === undefined || !URL.canParse(url, baseUrl)) throw new TwimlError('schema', `not a URL: ${url}`);
    return new URL(url, baseUrl).href;
  }

  #whole(element: XmlElement, name: string, otherwise: number, least: number): number {
    const text = element.attributes[name];
    if (text === undefined) return otherwise;
    if (/^\d{1,4}$/.test(text) && Number(text) >= least) return Number(text);
    this.warnings.push(`attribute ${name} of <${element.name}> is invalid: ${text}`);
    return otherwise;
  }
}
