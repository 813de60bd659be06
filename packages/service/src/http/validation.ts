import { RingbackError } from '@ringback/engine';
import type { z } from 'zod';
import type { FieldProblem } from './messages.js';

/** What a check of our own says of a field: `z.string().superRefine(…)` adds `{ code: 'custom', params }` with this in it. */
export type CustomProblem = Omit<FieldProblem, 'field'>;

/** For Fastify: bodies, queries and path parameters are checked by their zod schema, and replaced by what it gives. */
export function zodValidatorCompiler({
  schema,
  httpPart,
}: {
  schema: unknown;
  httpPart?: string;
}): (data: unknown) => { value: unknown } | { error: Error } {
  const checked = schema as z.ZodType;
  return (data) => {
    // A missing body is an empty one: the answer then names the fields that it lacks.
    const given = httpPart === 'body' ? (data ?? {}) : data;
    const read = checked.safeParse(given);
    if (read.success) return { value: read.data };
    return { error: invalidRequest(problemsOf(read.error.issues, given)) };
  };
}

export function invalidRequest(fields: FieldProblem[]): RingbackError {
  const said = fields.map(({ field, problem }) => `${field}: ${problem}`).join('; ');
  return new RingbackError('invalid_request', said, { details: { fields } });
}

/** The most problems that one answer names. */
const PROBLEMS_AT_MOST = 50;

function problemsOf(issues: readonly z.core.$ZodIssue[], given: unknown): FieldProblem[] {
  return issues.flatMap((issue) => problemsOfIssue(issue, given)).slice(0, PROBLEMS_AT_MOST);
}

function problemsOfIssue(issue: z.core.$ZodIssue, given: unknown): FieldProblem[] {
  const field = fieldName(issue.path);
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({ field: fieldName([...issue.path, key]), problem: 'unknown' }));
    case 'invalid_type': {
      if (isAbsent(given, issue.path)) return [{ field, problem: 'missing' }];
      return [{ field, problem: 'wrong_type', expected: issue.expected }];
    }
    case 'too_small':
      if (issue.origin === 'string' || issue.origin === 'array')
        return [{ field, problem: Number(issue.minimum) === 1 ? 'empty' : 'too_short', limit: Number(issue.minimum) }];
      return [{ field, problem: 'too_small', limit: Number(issue.minimum) }];
    case 'too_big':
      if (issue.origin === 'string' || issue.origin === 'array')
        return [{ field, problem: 'too_long', limit: Number(issue.maximum) }];
      return [{ field, problem: 'too_large', limit: Number(issue.maximum) }];
    case 'invalid_union':
      // A union says in its message what it wants.
      return [{ field, problem: 'wrong_value', expected: issue.message }];
    case 'invalid_value':
      return [{ field, problem: 'wrong_value', expected: issue.values.map(String).join(', ') }];
    case 'invalid_format':
      // A pattern says in its message what it wants.
      return [{ field, problem: 'wrong_format', expected: FORMATS[issue.format] ?? issue.message }];
    case 'custom':
      return [{ field, ...((issue.params ?? { problem: 'wrong_format' }) as CustomProblem) }];
    default:
      return [{ field, problem: 'wrong_format', expected: issue.code }];
  }
}

function isAbsent(given: unknown, path: readonly PropertyKey[]): boolean {
  let value = given;
  for (const part of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return true;
    value = (value as Record<PropertyKey, unknown>)[part];
  }
  return false;
}

const FORMATS: Readonly<Record<string, string>> = {
  datetime: 'RFC 3339 (2026-12-01T09:00:00+08:00)',
  email: 'an e-mail address',
};

function fieldName(path: readonly PropertyKey[]): string {
  if (path.length === 0) return 'body';
  return path
    .map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index === 0 ? '' : '.'}${String(part)}`))
    .join('')
    .slice(0, 100);
}
