import { invalid, missing, unknownParameter, unsupported, wrongType } from './refusal.js';

/** Checks of what a client sent. Each throws a `Refusal` that names the parameter, as `session.audio.output.voice`. */

export type Fields = Record<string, unknown>;

export function object(value: unknown, param: string): Fields {
  if (value === undefined) throw missing(param);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrongType(param, 'an object', value);
  return value as Fields;
}

export function list(value: unknown, param: string): readonly unknown[] {
  if (value === undefined) throw missing(param);
  if (!Array.isArray(value)) throw wrongType(param, 'an array', value);
  return value;
}

export function text(value: unknown, param: string, longest = Number.POSITIVE_INFINITY): string {
  if (value === undefined) throw missing(param);
  if (typeof value !== 'string') throw wrongType(param, 'a string', value);
  if (value.length > longest) {
    throw invalid(param, `Invalid '${param}': string too long. Expected at most ${longest} characters.`);
  }
  return value;
}

export function flag(value: unknown, param: string): boolean {
  if (value === undefined) throw missing(param);
  if (typeof value !== 'boolean') throw wrongType(param, 'a boolean', value);
  return value;
}

export function number(value: unknown, param: string, least: number, most: number): number {
  if (value === undefined) throw missing(param);
  if (typeof value !== 'number' || Number.isNaN(value)) throw wrongType(param, 'a decimal', value);
  if (value < least || value > most) {
    throw invalid(param, `Invalid '${param}': ${value} is out of range. Expected a value from ${least} to ${most}.`);
  }
  return value;
}

export function integer(value: unknown, param: string, least: number, most: number): number {
  if (value !== undefined && !Number.isInteger(value)) throw wrongType(param, 'an integer', value);
  return number(value, param, least, most);
}

export function oneOf<T extends string>(value: unknown, param: string, supported: readonly T[]): T {
  if (value === undefined) throw missing(param);
  if (!(supported as readonly unknown[]).includes(value)) throw unsupported(param, value, supported);
  return value as T;
}

/** Every field of `fields` must be among `known`. */
export function only(fields: Fields, known: readonly string[], param: string): void {
  for (const name of Object.keys(fields)) {
    if (!known.includes(name)) throw unknownParameter(param === '' ? name : `${param}.${name}`);
  }
}

/** 16 pairs at most, names of up to 64 and values of up to 512 characters. */
export function metadata(value: unknown, param: string): Record<string, string> | null {
  if (value === null) return null;
  const fields = object(value, param);
  if (Object.keys(fields).length > 16) throw invalid(param, `Invalid '${param}': at most 16 pairs are allowed.`);
  for (const [name, each] of Object.entries(fields)) {
    if (name.length > 64) throw invalid(param, `Invalid '${param}': a key is longer than 64 characters.`);
    text(each, `${param}.${name}`, 512);
  }
  return fields as Record<string, string>;
}
