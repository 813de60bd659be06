import type { Language } from '@ringback/engine';

/** Why a text is not a number that could be called at all. */
export type BadPhoneReason =
  | 'not_a_number'
  | 'too_short'
  | 'too_long'
  | 'short_number'
  | 'extension'
  | 'unknown_country'
  | 'invalid';

/** Why a number, though it may well exist, is never called. */
export type RefusedPhoneReason =
  | 'emergency'
  | 'premium'
  | 'personal'
  | 'pager'
  | 'voicemail'
  | 'country'
  | 'do_not_call'
  | 'calling_hours'
  | 'webphone_line'
  | 'webphone_link';

export type PhoneReason = BadPhoneReason | RefusedPhoneReason;

/** One number that was refused: as written (cut to 64 characters), and why. */
export interface RefusedPhone {
  phone: string;
  reason: PhoneReason;
}

const TEXTS: Record<PhoneReason, Record<Language, string>> = {
  not_a_number: { zh: '不是电话号码', en: 'is not a phone number' },
  too_short: { zh: '位数不足', en: 'has too few digits' },
  too_long: { zh: '位数过多', en: 'has too many digits' },
  short_number: { zh: '是服务短号，无法呼叫', en: 'is a short service number, which cannot be called' },
  extension: { zh: '带分机号，暂不支持，请去掉分机号', en: 'has an extension, which cannot be dialled; leave it out' },
  unknown_country: { zh: '国家或地区代码不存在', en: 'has a country code that does not exist' },
  invalid: { zh: '号码不存在（号段无效）', en: 'does not exist in its country’s numbering plan' },
  emergency: { zh: '是紧急号码，禁止呼叫', en: 'is an emergency number and is never called' },
  premium: { zh: '是高额付费号码，禁止呼叫', en: 'is a premium-rate number and is never called' },
  personal: {
    zh: '是按高价转接的个人号码，禁止呼叫',
    en: 'is a forwarded personal number at premium rates and is never called',
  },
  pager: { zh: '是寻呼机号码，无法通话', en: 'is a pager, which cannot talk' },
  voicemail: { zh: '是语音信箱接入号，无法呼叫', en: 'is a voicemail access number' },
  country: { zh: '所属国家或地区不在允许范围内', en: 'is in a country that this account may not call' },
  do_not_call: { zh: '在勿呼名单中', en: 'is on the do-not-call list' },
  calling_hours: {
    zh: '所在国家跨多个时区，没有共同的可呼叫时段',
    en: 'is in a country whose time zones have no calling hour in common',
  },
  webphone_line: { zh: '不是本账户的网页电话', en: 'is no browser of this account: write webphone:me, or make a link' },
  webphone_link: {
    zh: '是已使用、已过期或已撤销的接听链接，请新建一个',
    en: 'is a link that was used, has expired or was revoked: make a new one',
  },
};

/** A reason for people, to follow the number: "13800 位数不足", "13800 has too few digits". */
export function phoneReasonText(reason: PhoneReason, language: Language): string {
  return TEXTS[reason][language];
}
