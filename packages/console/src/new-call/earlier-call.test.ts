import type { Call } from '@ringback/client';
import { describe, expect, it } from 'vitest';
import { draftOfCall } from './earlier-call.js';
import { schemaOf } from './result-fields.js';

const asked = {
  phone: '13800138000',
  user_requirement: '通知开会',
  persona: null,
  opening_line: '您好',
  opening: null,
  language: 'zh',
  voicemail: { message: '请回电' },
  record: false,
  rehearsal: null,
  result_schema: {
    type: 'object',
    properties: {
      coming: { type: 'boolean' },
      day: { type: 'string', enum: ['Friday', 'Monday'] },
      nested: { type: 'object' },
    },
    required: ['coming'],
  },
} as unknown as Call;

describe('a draft of an earlier call', () => {
  it('asks for the same, with the fields that the form can show', () => {
    const draft = draftOfCall(asked);
    expect(draft).toMatchObject({
      text: '13800138000',
      requirement: '通知开会',
      persona: '',
      openingLine: '您好',
      opening: 'default',
      language: 'zh',
      voicemail: 'message',
      voicemailMessage: '请回电',
      record: 'no',
    });
    expect(schemaOf(draft.fields ?? [])).toEqual({
      type: 'object',
      properties: { coming: { type: 'boolean' }, day: { type: 'string', enum: ['Friday', 'Monday'] } },
      required: ['coming'],
    });
  });

  it('has no number of a rehearsal, and no fields without a schema', () => {
    expect(draftOfCall({ ...asked, rehearsal: 'confirms', result_schema: null } as Call)).toMatchObject({
      text: '',
      fields: [],
    });
  });
});
