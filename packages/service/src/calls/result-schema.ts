import { runInNewContext } from 'node:vm';
import { RingbackError } from '@ringback/engine';
import { Ajv2020 } from 'ajv/dist/2020.js';

/** A schema of what to find out in one call is a few dozen lines; this is twenty times that. */
const LARGEST_SCHEMA_CHARACTERS = 32_768;

/** Deeper than any form that is filled in by talking; keeps what walks it from overflowing the stack. */
const DEEPEST_SCHEMA = 32;

/**
 * The longest that a schema's patterns may take of the thread. An honest one takes microseconds; `^(a+)+$` takes for ever on an unlucky
 * text, and every call on this thread would stand still with it. V8 breaks off matching at this limit. It is long enough that the
 * machine being busy with something else is never taken for that, with a second try where it is.
 */
const LONGEST_MATCHING_MS = 100;
const MATCHING_TRIES = 2;

/**
 * Unknown keywords and `format` are annotations, as JSON Schema 2020-12 has it (§ 6.5 of core, § 7.2.1 of validation), so `strict` and
 * `validateFormats` are off. One error is enough to say what is wrong, and bounds the work.
 */
const ajv = new Ajv2020({
  strict: false,
  validateFormats: false,
  allErrors: false,
  addUsedSchema: false,
  logger: false,
});

/** Throws `invalid_result_schema`, which says why, unless this is a JSON Schema (2020-12) of an object that stands on its own. */
export function checkResultSchema(schema: Record<string, unknown>): void {
  const json = JSON.stringify(schema);
  if (json.length > LARGEST_SCHEMA_CHARACTERS) {
    throw refused(`it is longer than ${LARGEST_SCHEMA_CHARACTERS} characters`);
  }
  if (depthOf(schema, DEEPEST_SCHEMA) > DEEPEST_SCHEMA)
    throw refused(`it is nested deeper than ${DEEPEST_SCHEMA} levels`);
  if (schema.$async !== undefined) throw refused('$async is not a keyword of JSON Schema');
  if (typeof schema.$schema === 'string' && !/json-schema\.org\/draft\/2020-12\/schema#?$/.test(schema.$schema)) {
    throw refused('$schema must be https://json-schema.org/draft/2020-12/schema, or be left out');
  }
  const { type } = schema;
  if (type !== undefined && type !== 'object' && !(Array.isArray(type) && type.includes('object'))) {
    throw refused('the result is an object of facts by name, so "type" must be "object"');
  }
  try {
    validate(schema, {});
  } catch (error) {
    throw refused((error as Error).message);
  }
}

/**
 * Null where `value` fits the schema, otherwise a sentence that says where it does not. Throws where the schema is none, or its patterns take
 * too long.
 */
export function validate(schema: Record<string, unknown>, value: unknown): string | null {
  // An id of our own in place of theirs: two calls may well use the same, or one that belongs to JSON Schema itself.
  const own = { ...schema, $id: 'ringback:result' };
  try {
    const fits = ajv.compile(own);
    if (matching(own, () => fits(value))) return null;
    return ajv.errorsText(fits.errors, { dataVar: 'result', separator: '; ' });
  } finally {
    // Compiled for this one use: a service that runs for months keeps no schema of a call that is over.
    ajv.removeSchema(own);
  }
}

/** Compiles JSON Schema's own schema, which takes some 50 ms once: at the start, not between the audio frames of a call. */
export function prepareResultSchemas(): void {
  validate({ type: 'object' }, {});
}

function matching(schema: Record<string, unknown>, check: () => boolean): boolean {
  if (!/"pattern(?:Properties)?":/.test(JSON.stringify(schema))) return check();
  for (let tries = 1; ; tries += 1) {
    try {
      return runInNewContext('check()', { check }, { timeout: LONGEST_MATCHING_MS }) as boolean;
    } catch (error) {
      if (tries === MATCHING_TRIES) throw error;
    }
  }
}

function refused(why: string): RingbackError {
  return new RingbackError('invalid_result_schema', `result_schema is refused: ${why}.`, { details: { why } });
}

function depthOf(value: unknown, limit: number): number {
  if (typeof value !== 'object' || value === null) return 0;
  if (limit < 0) return 1;
  let deepest = 0;
  for (const inner of Object.values(value)) deepest = Math.max(deepest, depthOf(inner, limit - 1));
  return deepest + 1;
}
