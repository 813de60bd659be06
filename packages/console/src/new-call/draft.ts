import type { NewCalls, NewRehearsal, Voicemail } from '@ringback/client';
import { filled, placeholdersIn } from './placeholders.js';
import { fieldProblems, type ResultField, schemaOf } from './result-fields.js';
import { type Columns, columnNames, numbersInSheet, type Sheet } from './sheet.js';
import { numbersInText, type WrittenNumber } from './written-numbers.js';

/** What the form holds, as it was filled in. */
export interface Draft {
  /** Typed or pasted. */
  text: string;
  sheet: Sheet | null;
  columns: Columns;
  requirement: string;
  persona: string;
  openingLine: string;
  opening: 'default' | 'say' | 'wait';
  language: 'default' | 'zh' | 'en';
  voicemail: 'default' | 'hang_up' | 'talk' | 'message';
  voicemailMessage: string;
  record: 'default' | 'yes' | 'no';
  /** As `datetime-local` has it: `2026-12-01T09:00`, in this machine's time zone; or nothing. */
  notBefore: string;
  fields: readonly ResultField[];
  /** Rows that are not right are left out. */
  leaveOut: boolean;
}

export const EMPTY_DRAFT: Draft = {
  text: '',
  sheet: null,
  columns: { header: false, number: 0 },
  requirement: '',
  persona: '',
  openingLine: '',
  opening: 'default',
  language: 'default',
  voicemail: 'default',
  voicemailMessage: '',
  record: 'default',
  notBefore: '',
  fields: [],
  leaveOut: false,
};

/** As the API has them: docs/api.md. */
export const LONGEST_REQUIREMENT = 4000;
export const LONGEST_PERSONA = 500;
export const LONGEST_OPENING_LINE = 500;
export const LONGEST_VOICEMAIL = 1000;
export const MOST_NUMBERS = 10_000;

/** Each row is a request of its own then: a minute's work for the service, and as long as somebody watches it. */
export const MOST_OWN_TEXTS = 500;

/** The numbers of the sheet and those that were typed. */
export function numbersOf({ text, sheet, columns }: Pick<Draft, 'text' | 'sheet' | 'columns'>): WrittenNumber[] {
  return [...(sheet === null ? [] : numbersInSheet(sheet, columns)), ...numbersInText(text)];
}

/** The names of the columns that the texts of the brief name. None: every call says the same. */
export function usedColumns({ sheet, columns, ...draft }: Draft): string[] {
  if (sheet === null) return [];
  const texts = [draft.requirement, draft.persona, draft.openingLine, draft.voicemailMessage];
  return placeholdersIn(texts.join('\n'), columnNames(sheet, columns.header));
}

type Brief = Omit<NewCalls, 'phones'>;

/** The brief for a row with these cells. */
export function briefOf(draft: Draft, cells: Readonly<Record<string, string>> = {}): Brief {
  const { opening, language, record } = draft;
  const persona = filled(draft.persona, cells).trim();
  const openingLine = filled(draft.openingLine, cells).trim();
  const voicemail = voicemailOf(draft, cells);
  const schema = schemaOf(draft.fields);
  return {
    user_requirement: filled(draft.requirement, cells).trim(),
    ...(persona === '' ? {} : { persona }),
    ...(openingLine === '' ? {} : { opening_line: openingLine }),
    ...(opening === 'default' ? {} : { opening }),
    ...(language === 'default' ? {} : { language }),
    ...(voicemail === null ? {} : { voicemail }),
    ...(record === 'default' ? {} : { record: record === 'yes' }),
    ...(draft.notBefore === '' ? {} : { not_before: new Date(draft.notBefore).toISOString() }),
    ...(schema === undefined ? {} : { result_schema: schema }),
  };
}

/** The same for a call to this very browser, which is to ring now. */
export function ownCallOf(draft: Draft, cells: Readonly<Record<string, string>>): Brief {
  return briefOf({ ...draft, notBefore: '' }, cells);
}

/** The same for a rehearsal, which begins at once. */
export function rehearsalOf(
  draft: Draft,
  cells: Readonly<Record<string, string>>,
  callee: NewRehearsal['callee'],
): NewRehearsal {
  const { not_before: _, callback_url: __, ...brief } = briefOf(draft, cells);
  return { ...brief, ...(callee === undefined ? {} : { callee }) };
}

function voicemailOf(
  { voicemail, voicemailMessage }: Draft,
  cells: Readonly<Record<string, string>>,
): Voicemail | null {
  if (voicemail === 'default') return null;
  return voicemail === 'message' ? { message: filled(voicemailMessage, cells).trim() } : voicemail;
}

export interface BriefProblems {
  requirement: boolean;
  voicemail: boolean;
  fields: ReturnType<typeof fieldProblems>;
}

export function briefProblems(draft: Draft): BriefProblems {
  return {
    requirement: draft.requirement.trim() === '',
    voicemail: draft.voicemail === 'message' && draft.voicemailMessage.trim() === '',
    fields: fieldProblems(draft.fields),
  };
}

export function isComplete({ requirement, voicemail, fields }: BriefProblems): boolean {
  return !requirement && !voicemail && fields.size === 0;
}
