type Schema = Readonly<Record<string, unknown>>;

/** Deeper than anything that is noted in a call. */
const DEEPEST = 16;

/**
 * Whether a value fits a JSON Schema (2020-12), as far as a model needs to be told to mend it: types, choices, bounds, lengths, required
 * and unknown properties. What it does not know (patterns, formats, references) is left to whoever checks the result in the end.
 *
 * @returns a sentence that says what is wrong first; null where nothing is.
 */
export function misfit(schema: Schema, value: unknown, where = 'the value', depth = 0): string | null {
  if (depth > DEEPEST) return null;
  const { type, enum: choices, const: only } = schema;
  if (type !== undefined) {
    const types = (Array.isArray(type) ? type : [type]) as string[];
    if (!types.some((one) => isOf(one, value))) return `${where} must be of type ${types.join(' or ')}`;
  }
  if (Array.isArray(choices) && !choices.some((one) => same(one, value))) {
    return `${where} must be one of ${JSON.stringify(choices)}`;
  }
  if (only !== undefined && !same(only, value)) return `${where} must be ${JSON.stringify(only)}`;
  if (typeof value === 'string') return lengths(schema, 'Length', [...value].length, where, 'characters');
  if (typeof value === 'number') return bounds(schema, value, where);
  if (Array.isArray(value)) return list(schema, value, where, depth);
  if (typeof value === 'object' && value !== null) return fields(schema, value as Schema, where, depth);
  return null;
}

function isOf(type: string, value: unknown): boolean {
  switch (type) {
    case 'null':
      return value === null;
    case 'array':
      return Array.isArray(value);
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value);
    case 'integer':
      return Number.isInteger(value);
    case 'number':
    case 'string':
    case 'boolean':
      return typeof value === type;
    default:
      return true;
  }
}

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

function bounds(schema: Schema, value: number, where: string): string | null {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = schema;
  if (typeof minimum === 'number' && value < minimum) return `${where} must be at least ${minimum}`;
  if (typeof maximum === 'number' && value > maximum) return `${where} must be at most ${maximum}`;
  if (typeof exclusiveMinimum === 'number' && value <= exclusiveMinimum)
    return `${where} must be more than ${exclusiveMinimum}`;
  if (typeof exclusiveMaximum === 'number' && value >= exclusiveMaximum)
    return `${where} must be less than ${exclusiveMaximum}`;
  return null;
}

function lengths(schema: Schema, of: 'Length' | 'Items', length: number, where: string, unit: string): string | null {
  const least = schema[`min${of}`];
  const most = schema[`max${of}`];
  if (typeof least === 'number' && length < least) return `${where} must have at least ${least} ${unit}`;
  if (typeof most === 'number' && length > most) return `${where} must have at most ${most} ${unit}`;
  return null;
}

function list(schema: Schema, value: readonly unknown[], where: string, depth: number): string | null {
  const wrong = lengths(schema, 'Items', value.length, where, 'entries');
  if (wrong !== null) return wrong;
  const { items } = schema;
  if (typeof items !== 'object' || items === null) return null;
  for (const [at, each] of value.entries()) {
    const inside = misfit(items as Schema, each, `${where}[${at}]`, depth + 1);
    if (inside !== null) return inside;
  }
  return null;
}

function fields(schema: Schema, value: Schema, where: string, depth: number): string | null {
  const properties = (schema.properties ?? {}) as Record<string, Schema>;
  const required = Array.isArray(schema.required) ? (schema.required as string[]) : [];
  const missing = required.filter((name) => !Object.hasOwn(value, name));
  if (missing.length > 0) return `${where} lacks ${missing.join(', ')}`;
  for (const [name, each] of Object.entries(value)) {
    if (Object.hasOwn(properties, name)) {
      const known = properties[name];
      const inside = typeof known === 'object' ? misfit(known, each, name, depth + 1) : null;
      if (inside !== null) return inside;
    } else if (schema.additionalProperties === false) {
      return `${where} has no property "${name}"; it has ${Object.keys(properties).join(', ')}`;
    }
  }
  return null;
}
