import { isAbsolute } from 'node:path';
import { z } from 'zod';
import { parseYuan } from '../billing/money.js';

/** What a variable is, beside its check: shown in the documentation, in error messages and by `ringback doctor`. */
interface VariableNotes {
  /** What it sets, for people; a sentence or two. */
  means: string;
  /** What to write, as it ends the sentence "write …". */
  write: string;
  /** The default as it would be written; absent: unset. */
  fallback?: string;
  /** Its value is never shown: it may hold a password. */
  secret?: true;
}

export interface Variable<Output> extends VariableNotes {
  schema: z.ZodType<Output, string | undefined>;
}

export function variable<Output>(
  notes: VariableNotes & { fallback: string },
  check: z.ZodType<Output, string>,
): Variable<Output>;
export function variable<Output>(notes: VariableNotes, check: z.ZodType<Output, string>): Variable<Output | undefined>;
export function variable<Output>(notes: VariableNotes, check: z.ZodType<Output, string>): Variable<Output | undefined> {
  const schema = notes.fallback === undefined ? check.optional() : check.prefault(notes.fallback);
  return { ...notes, schema: schema as z.ZodType<Output | undefined, string | undefined> };
}

/** Every check fails with this one word; the sentence for people is made from the variable's notes. */
export const WRONG = 'wrong';

export function wholeNumber(least: number, most: number): z.ZodType<number, string> {
  return z
    .string()
    .regex(/^\d{1,10}$/, WRONG)
    .transform(Number)
    .refine((value) => value >= least && value <= most, WRONG);
}

export function number(least: number, most: number): z.ZodType<number, string> {
  return z
    .string()
    .regex(/^\d{1,6}(\.\d{1,6})?$/, WRONG)
    .transform(Number)
    .refine((value) => value >= least && value <= most, WRONG);
}

export function seconds(least: number, most: number): z.ZodType<number, string> {
  return wholeNumber(least, most).transform((value) => value * 1000);
}

/** Milliseconds; null for `forever`. */
export const days: z.ZodType<number | null, string> = z.string().transform((text, context) => {
  if (text === 'forever') return null;
  const count = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (count >= 1 && count <= 3650) return count * 86_400_000;
  context.addIssue(WRONG);
  return z.NEVER;
});

export const yuan: z.ZodType<number, string> = z.string().transform((text, context) => {
  const li = parseYuan(text);
  if (li !== null) return li;
  context.addIssue(WRONG);
  return z.NEVER;
});

export function list(item: (text: string) => boolean, most: number): z.ZodType<string[], string> {
  return z
    .string()
    .transform((text) =>
      text
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== ''),
    )
    .refine((parts) => parts.length > 0 && parts.length <= most && parts.every(item), WRONG);
}

export function isHost(text: string): boolean {
  return text.length <= 253 && /^[A-Za-z0-9._:-]+$/.test(text);
}

/** Whether what listens at this address is reached from this machine alone. */
export function isLoopback(host: string): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|::1)$/i.test(host);
}

export function isPostgresUrl(text: string): boolean {
  return /^postgres(ql)?:\/\//.test(text) && URL.canParse(text);
}

/** A path as it is written in a file or given by a service manager; relative ones would mean another file with every folder of start. */
export const absolutePath: z.ZodType<string, string> = z
  .string()
  .refine((text) => isAbsolute(text) && !text.includes('\0'), WRONG);

/** One word of printable ASCII, as keys and tokens are. */
export function token(pattern: RegExp = /^[\x21-\x7e]{1,1024}$/): z.ZodType<string, string> {
  return z.string().regex(pattern, WRONG);
}

/** An address over one of these protocols, without a user, a query or a fragment; given without a slash at the end. */
export function address(...protocols: readonly string[]): z.ZodType<string, string> {
  return z
    .string()
    .refine((text) => {
      if (!URL.canParse(text)) return false;
      const { protocol, username, password, search, hash } = new URL(text);
      return protocols.includes(protocol) && username === '' && password === '' && search === '' && hash === '';
    }, WRONG)
    .transform((text) => text.replace(/\/+$/, ''));
}
