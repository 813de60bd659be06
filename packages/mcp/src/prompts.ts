import { completable, type GetPromptResult, type McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';
import type { Language, ServerContext } from './options.js';

const LANGUAGES = ['zh', 'en'] as const;

const phone = z.string().describe('Whom to call · 要拨打的号码');
const callee = z.string().optional().describe('Who should answer, e.g. Ms Wang · 应由谁接听，例如王女士');

/** Prompt arguments are texts: what is none of the two languages is refused by name. */
const language = completable(z.enum(LANGUAGES), (begun) => LANGUAGES.filter((one) => one.startsWith(begun ?? '')))
  .optional()
  .describe('zh or en · 通话语言');

/** Two calls that people ask for most, in Chinese and English. */
export function registerPrompts(server: McpServer, context: ServerContext): void {
  server.registerPrompt(
    'confirm_appointment',
    {
      title: 'Confirm an appointment · 确认预约',
      description: 'Call somebody and find out whether an appointment stands · 打电话确认预约是否有效',
      argsSchema: z.object({
        phone,
        appointment: z.string().describe('What and when, e.g. dentist, Friday 3 pm · 什么预约、什么时间'),
        callee,
        language,
      }),
    },
    ({ phone, appointment, callee, language = context.language }) =>
      asking(APPOINTMENT[language]({ phone, what: appointment, callee }), APPOINTMENT_TITLE[language]),
  );
  server.registerPrompt(
    'deliver_notice',
    {
      title: 'Deliver a notice · 送达通知',
      description: 'Call somebody, tell them something and make sure they have understood · 打电话通知并确认对方已知悉',
      argsSchema: z.object({
        phone,
        notice: z.string().describe('What to tell, with all that matters · 通知内容'),
        callee,
        language,
      }),
    },
    ({ phone, notice, callee, language = context.language }) =>
      asking(NOTICE[language]({ phone, what: notice, callee }), NOTICE_TITLE[language]),
  );
}

interface Wish {
  phone: string;
  what: string;
  callee: string | undefined;
}

type Words = Readonly<Record<Language, (wish: Wish) => string>>;

const APPOINTMENT_TITLE = { en: 'Confirm an appointment', zh: '确认预约' };
const NOTICE_TITLE = { en: 'Deliver a notice', zh: '送达通知' };

/** The result that an appointment is confirmed by. */
const CONFIRMATION_SCHEMA = JSON.stringify({
  type: 'object',
  properties: { confirmed: { type: 'boolean' }, new_time: { type: ['string', 'null'] } },
  required: ['confirmed'],
});

const APPOINTMENT: Words = {
  en: ({ phone, what, callee }) => `Please confirm an appointment by phone.

Number: ${phone}${callee === undefined ? '' : `\nAsk for: ${callee}`}
Appointment: ${what}

1. Tell me the number and what you will have said, and wait for my yes.
2. Call with place_call, language "en". In user_requirement write who calls for whom, the appointment with its date and time, and that another time is to be noted, not agreed to. Use this result_schema: ${CONFIRMATION_SCHEMA}
3. Tell me in two sentences whether it stands. If nobody answered, say so; do not call again unasked.`,
  zh: ({ phone, what, callee }) => `请打电话确认一个预约。

号码：${phone}${callee === undefined ? '' : `\n找谁：${callee}`}
预约：${what}

1. 先告诉我号码和要说的内容，等我同意。
2. 用 place_call 拨打，language 为 "zh"。在 user_requirement 里写清替谁打电话、预约的内容与日期时间；如果对方想改时间，只记下，不要答应。result_schema 用：${CONFIRMATION_SCHEMA}
3. 用两句话告诉我预约是否有效。无人接听就如实说，未经我同意不要再打。`,
};

const NOTICE: Words = {
  en: ({ phone, what, callee }) => `Please deliver a notice by phone.

Number: ${phone}${callee === undefined ? '' : `\nAsk for: ${callee}`}
Notice: ${what}

1. Tell me the number and what you will have said, and wait for my yes.
2. Call with place_call, language "en". In user_requirement write the whole notice with dates, times and places, and that the callee is asked to confirm having understood.
3. Tell me whether it was delivered and what they answered. If nobody answered, say so; do not call again unasked.`,
  zh: ({ phone, what, callee }) => `请打电话送达一个通知。

号码：${phone}${callee === undefined ? '' : `\n找谁：${callee}`}
通知：${what}

1. 先告诉我号码和要说的内容，等我同意。
2. 用 place_call 拨打，language 为 "zh"。在 user_requirement 里写全通知内容（日期、时间、地点），并请对方确认已知悉。
3. 告诉我是否已送达、对方怎么说。无人接听就如实说，未经我同意不要再打。`,
};

function asking(text: string, description: string): GetPromptResult {
  return { description, messages: [{ role: 'user', content: { type: 'text', text } }] };
}
