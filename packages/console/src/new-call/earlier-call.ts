import type { Call } from '@ringback/client';
import { useQuery } from '@tanstack/react-query';
import { useRouterState } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useClients } from '../data/clients.js';
import type { Draft } from './draft.js';
import { type FieldKind, MOST_FIELDS, type ResultField } from './result-fields.js';

/**
 * Fills the form in as an earlier call was asked for, where the address names one: `/new-call?from=<call_id>`. Once: what is changed after it stays.
 * Gives what went wrong with it, or null.
 */
export function useEarlierCall(take: (values: Partial<Draft>) => void): unknown {
  const { calls } = useClients();
  const from = useRouterState({ select: ({ location }) => (location.search as Record<string, unknown>).from });
  const callId = typeof from === 'string' && from !== '' ? from : null;
  const { data, error } = useQuery({
    queryKey: ['call', callId],
    queryFn: ({ signal }) => calls.call(callId as string, { signal }),
    enabled: callId !== null,
  });
  const taken = useRef<string | null>(null);
  const latest = useRef(take);
  latest.current = take;
  useEffect(() => {
    if (data === undefined || taken.current === data.call_id) return;
    taken.current = data.call_id;
    latest.current(draftOfCall(data));
  }, [data]);
  return error;
}

/** A draft that asks for the same. When it was to be called first is over, and of a rehearsal there is no number. */
export function draftOfCall(call: Call): Partial<Draft> {
  const { voicemail, language, record } = call;
  return {
    text: call.rehearsal === null ? call.phone : '',
    requirement: call.user_requirement,
    persona: call.persona ?? '',
    openingLine: call.opening_line ?? '',
    opening: call.opening ?? 'default',
    language: language === 'zh' || language === 'en' ? language : 'default',
    voicemail: voicemail === null ? 'default' : typeof voicemail === 'object' ? 'message' : voicemail,
    voicemailMessage: typeof voicemail === 'object' && voicemail !== null ? voicemail.message : '',
    record: record === null ? 'default' : record ? 'yes' : 'no',
    fields: fieldsOf(call.result_schema),
  };
}

/** The fields of a schema that the form could have made; what it cannot show is left out. */
function fieldsOf(schema: Record<string, unknown> | null): ResultField[] {
  const properties = schema?.properties;
  if (typeof properties !== 'object' || properties === null) return [];
  const required = Array.isArray(schema?.required) ? schema.required : [];
  return Object.entries(properties as Record<string, unknown>)
    .slice(0, MOST_FIELDS)
    .flatMap(([name, property]): ResultField[] => {
      if (typeof property !== 'object' || property === null) return [];
      const { type, enum: choices } = property as { type?: unknown; enum?: unknown };
      const kind = Array.isArray(choices) ? 'choice' : KINDS[String(type)];
      if (kind === undefined) return [];
      const listed = Array.isArray(choices) ? choices.map(String).join(', ') : '';
      return [{ id: `earlier ${name}`, name, kind, choices: listed, required: required.includes(name) }];
    });
}

const KINDS: Readonly<Record<string, FieldKind>> = {
  string: 'text',
  number: 'number',
  integer: 'number',
  boolean: 'yes_no',
};
