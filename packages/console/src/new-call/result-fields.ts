export type FieldKind = 'text' | 'number' | 'yes_no' | 'choice';

/** Something to find out in a call. */
export interface ResultField {
  /** Of the form, to tell fields apart. */
  id: string;
  name: string;
  kind: FieldKind;
  /** Of a choice, as they were typed: by commas or line breaks. */
  choices: string;
  required: boolean;
}

export type FieldProblem = 'name_missing' | 'name_twice' | 'choices_missing';

/** Beyond these a conversation becomes a questionnaire that nobody stays for. */
export const MOST_FIELDS = 20;

export const LONGEST_NAME = 64;

export function choicesOf({ choices }: Pick<ResultField, 'choices'>): string[] {
  const all = choices
    .split(/[,，、;；\n]/u)
    .map((choice) => choice.trim())
    .filter((choice) => choice !== '');
  return [...new Set(all)];
}

/** What is wrong with each field, by its id. */
export function fieldProblems(fields: readonly ResultField[]): Map<string, FieldProblem> {
  const problems = new Map<string, FieldProblem>();
  const names = new Set<string>();
  for (const field of fields) {
    const name = field.name.trim();
    if (name === '') problems.set(field.id, 'name_missing');
    else if (names.has(name)) problems.set(field.id, 'name_twice');
    else if (field.kind === 'choice' && choicesOf(field).length < 2) problems.set(field.id, 'choices_missing');
    names.add(name);
  }
  return problems;
}

/** The `result_schema` of these fields; undefined without any. */
export function schemaOf(fields: readonly ResultField[]): Record<string, unknown> | undefined {
  if (fields.length === 0) return undefined;
  const required = fields.filter((field) => field.required).map((field) => field.name.trim());
  return {
    type: 'object',
    properties: Object.fromEntries(fields.map((field) => [field.name.trim(), typeOf(field)])),
    ...(required.length === 0 ? {} : { required }),
  };
}

function typeOf(field: ResultField): Record<string, unknown> {
  switch (field.kind) {
    case 'text':
      return { type: 'string' };
    case 'number':
      return { type: 'number' };
    case 'yes_no':
      return { type: 'boolean' };
    case 'choice':
      return { type: 'string', enum: choicesOf(field) };
  }
}
