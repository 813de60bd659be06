import { validate } from './result-schema.js';

export interface CheckedResult {
  /** Null where the facts do not fulfil the schema. */
  result: Record<string, unknown> | null;
  /** For people: why `result` is null. Names properties, not what was said. */
  problem: string | null;
}

type JsonSchema = Record<string, unknown>;

/**
 * What was found out in a call, fitted to the result schema of its brief: only the properties that the schema names are kept, at every
 * level, and what is left must fulfil it. Without a schema, the facts as they are.
 */
export function checkResult(schema: JsonSchema | null, facts: Record<string, unknown>): CheckedResult {
  if (schema === null) return { result: facts, problem: null };
  const fitted = fit([schema], facts, schema) as Record<string, unknown>;
  try {
    const misfit = validate(schema, fitted);
    if (misfit === null) return { result: fitted, problem: null };
    return { result: null, problem: `What was found out does not fulfil the result schema: ${misfit}.` };
  } catch {
    return { result: null, problem: 'The result schema could not be applied to what was found out.' };
  }
}

/** Keywords whose schemas speak of the same value. */
const SAME_VALUE = ['allOf', 'anyOf', 'oneOf'] as const;
const SAME_VALUE_ONE = ['if', 'then', 'else'] as const;

function fit(schemas: JsonSchema[], value: unknown, root: JsonSchema): unknown {
  const all = gather(schemas, root);
  if (Array.isArray(value)) {
    const items = all.flatMap((schema) => (isSchema(schema.items) ? [schema.items] : []));
    return items.length === 0 ? value : value.map((item) => fit(items, item, root));
  }
  if (!isSchema(value)) return value;
  const named = new Map<string, JsonSchema[]>();
  for (const schema of all) {
    if (!isSchema(schema.properties)) continue;
    for (const [name, inner] of Object.entries(schema.properties)) {
      const same = named.get(name) ?? [];
      if (isSchema(inner)) same.push(inner);
      named.set(name, same);
    }
  }
  // A schema that names nothing (`{"type": "object"}`) asks for whatever there is.
  if (named.size === 0) return value;
  const kept: Record<string, unknown> = {};
  for (const [name, inner] of named) {
    if (Object.hasOwn(value, name)) kept[name] = fit(inner, value[name], root);
  }
  return kept;
}

/** These schemas and all that they apply to the same value: by `allOf` and the like, `if`, and references within the document. */
function gather(schemas: JsonSchema[], root: JsonSchema): JsonSchema[] {
  const found = new Set<JsonSchema>();
  const queue = [...schemas];
  for (let schema = queue.pop(); schema !== undefined; schema = queue.pop()) {
    if (found.has(schema)) continue;
    found.add(schema);
    for (const keyword of SAME_VALUE) {
      const several = schema[keyword];
      if (Array.isArray(several)) queue.push(...several.filter(isSchema));
    }
    for (const keyword of SAME_VALUE_ONE) {
      const one = schema[keyword];
      if (isSchema(one)) queue.push(one);
    }
    if (isSchema(schema.dependentSchemas)) queue.push(...Object.values(schema.dependentSchemas).filter(isSchema));
    const target = typeof schema.$ref === 'string' ? resolve(schema.$ref, root) : null;
    if (target !== null) queue.push(target);
  }
  return [...found];
}

/** A JSON Pointer within the document (RFC 6901, as a URI fragment); null for anything else. */
function resolve(reference: string, root: JsonSchema): JsonSchema | null {
  if (reference === '#') return root;
  if (!reference.startsWith('#/')) return null;
  let at: unknown = root;
  for (const part of reference.slice(2).split('/')) {
    let name = part;
    try {
      name = decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~');
    } catch {
      return null;
    }
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, name)) return null;
    at = (at as Record<string, unknown>)[name];
  }
  return isSchema(at) ? at : null;
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
