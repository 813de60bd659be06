/**
 * A client event that the service does not do. It is answered with an `error` event that names the client's `event_id`; nothing was
 * changed, and the session goes on.
 */
export class Refusal extends Error {
  readonly code: string;
  readonly param: string | null;

  constructor(code: string, message: string, param: string | null = null) {
    super(message);
    this.name = 'Refusal';
    this.code = code;
    this.param = param;
  }
}

export const missing = (param: string): Refusal =>
  new Refusal('missing_required_parameter', `Missing required parameter: '${param}'.`, param);

export const unknownParameter = (param: string): Refusal =>
  new Refusal('unknown_parameter', `Unknown parameter: '${param}'.`, param);

export const invalid = (param: string, why: string): Refusal => new Refusal('invalid_value', why, param);

export function unsupported(param: string, value: unknown, supported: readonly string[]): Refusal {
  const list = supported.map((each) => `'${each}'`).join(', ');
  return invalid(param, `Invalid value: ${quoted(value)}. Supported values are: ${list}.`);
}

export function wrongType(param: string, expected: string, value: unknown): Refusal {
  return new Refusal(
    'invalid_type',
    `Invalid type for '${param}': expected ${expected}, but got ${typeName(value)} instead.`,
    param,
  );
}

const quoted = (value: unknown): string => (typeof value === 'string' ? `'${value}'` : JSON.stringify(value));

function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'an integer' : 'a decimal';
  if (typeof value === 'object') return 'an object';
  return value === undefined ? 'nothing' : `a ${typeof value}`;
}
