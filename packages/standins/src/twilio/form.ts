import { badRequest, INVALID_PARAMETER } from './api-error.js';

/**
 * The parameters of one request: a form, or a query. Each `take` reads one; what nobody took in the end was not a parameter of that
 * request, which Twilio overlooks without a word.
 */
export class Form {
  readonly #params: URLSearchParams;
  readonly #taken = new Set<string>();

  constructor(text: string) {
    this.#params = new URLSearchParams(text);
  }

  /** Names that nobody took, once each. */
  get ignored(): string[] {
    return [...new Set(this.#params.keys())].filter((name) => !this.#taken.has(name));
  }

  toString(): string {
    return this.#params.toString();
  }

  /** Every value of it. */
  all(name: string): string[] {
    this.#taken.add(name);
    return this.#params.getAll(name);
  }

  /** Its last value; undefined where it is missing or empty. */
  text(name: string): string | undefined {
    return this.all(name).at(-1) || undefined;
  }

  /** @throws TwilioApiError where it is not a whole number within the bounds. */
  whole(name: string, least: number, most: number, code = INVALID_PARAMETER): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw badRequest(code, `${name} is invalid: it must be a whole number from ${least} to ${most}`);
  }

  /** @throws TwilioApiError where it is neither `true` nor `false`. */
  flag(name: string): boolean | undefined {
    const value = this.oneOf(name, ['true', 'false']);
    return value === undefined ? undefined : value === 'true';
  }

  /** @throws TwilioApiError where it is none of them, letter case aside. */
  oneOf<Choice extends string>(name: string, choices: readonly Choice[], code = INVALID_PARAMETER): Choice | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const found = choices.find((choice) => choice.toLowerCase() === text.toLowerCase());
    if (found !== undefined) return found;
    throw badRequest(code, `${name} is invalid: it must be one of ${choices.join(', ')}`);
  }

  /** @throws TwilioApiError where it is no HTTP method that webhooks may have. */
  method(name: string): 'GET' | 'POST' | undefined {
    return this.oneOf(name, ['GET', 'POST'], 21209);
  }

  /**
   * An address that Twilio is to ask. @throws TwilioApiError 21205 where it is no absolute http(s) URL, names this machine (which Twilio
   * cannot reach; unless `loopback` allows it), or has an underscore in its host name.
   */
  url(name: string, loopback: boolean): string | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const refused = badRequest(21205, `${name} is not a valid URL: ${text}`);
    if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) throw refused;
    const { hostname } = new URL(text);
    if (hostname.includes('_')) throw refused;
    if (!loopback && /^(localhost|127\.|\[::1\]$|0\.0\.0\.0$)/i.test(hostname)) throw refused;
    return text;
  }
}
