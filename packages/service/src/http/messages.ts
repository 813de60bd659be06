import type { EndReason, Language } from '@ringback/engine';
import { formatYuan } from '../billing/money.js';
import { type PhoneReason, phoneReasonText } from '../compliance/phone-reason.js';

type Details = Readonly<Record<string, unknown>>;

/** One thing to say, in both languages. Holds no double quote: shell scripts cut messages out of the answer up to the next one. */
export type Saying = Readonly<Record<Language, (details: Details) => string>>;

/** What is said for each code of a failure, and what to do about it. */
export const FAILURES = {
  unauthorized: {
    zh: () => 'API Key 缺失或无效，请在请求头 X-API-Key 中填写有效的 Key',
    en: () => 'The API key is missing or not valid: send a live key in the header X-API-Key.',
  },
  sign_in_required: {
    zh: () => '请先登录；此接口不接受 API Key',
    en: () => 'Sign in first: an API key is not enough here.',
  },
  sign_in_failed: {
    zh: () => '邮箱或密码不正确',
    en: () => 'The e-mail address or the password is wrong.',
  },
  cross_site_request: {
    zh: (d) => `已拒绝：${CROSS_SITE[String(d.why)]?.zh ?? '该请求可能来自其他网站'}`,
    en: (d) => `Refused: ${CROSS_SITE[String(d.why)]?.en ?? 'another site may have sent this request'}.`,
  },
  operator_only: {
    zh: () => '只有运营者可以执行此操作',
    en: () => 'Only the operator may do this.',
  },
  sign_up_closed: {
    zh: () => '此服务不开放注册，请联系运营者',
    en: () => 'Nobody can sign up here: ask the operator.',
  },
  local_sign_in_refused: {
    zh: () => '不能免密登录，请使用邮箱和密码登录',
    en: () => 'Sign in with your e-mail address and password.',
  },
  email_taken: {
    zh: () => '该邮箱已注册，请直接登录',
    en: () => 'Somebody has signed up with this e-mail address already: sign in instead.',
  },
  session_not_found: {
    zh: () => '没有该登录会话，可能已经结束',
    en: () => 'There is no such session: it may have ended already.',
  },
  key_not_found: {
    zh: () => '没有这个 API Key',
    en: () => 'There is no such API key.',
  },
  link_not_found: {
    zh: () => '没有这个接听链接',
    en: () => 'There is no such link.',
  },
  account_not_found: {
    zh: () => '没有这个账户',
    en: () => 'There is no such account.',
  },
  invalid_amount: {
    zh: () => '金额必须大于 0、不超过 10 亿元，最多三位小数',
    en: () => 'An amount is more than 0, at most 1,000,000,000, with at most three decimals.',
  },
  limit_above_bound: {
    zh: (d) => `自设上限不能高于运营者设定的上限：${bounds(d, 'zh')}`,
    en: (d) => `Your own limit may not be higher than what the operator allows: ${bounds(d, 'en')}.`,
  },
  setting_locked: {
    zh: (d) => `由环境变量设置，不能在此修改：${names(d)}。请修改环境变量后重启服务`,
    en: (d) => `Set by the environment, and not changed here: ${names(d)}. Change it there, and restart the service.`,
  },
  setting_needs_secret: {
    zh: (d) => `修改 ${text(d.name)} 会改变密钥的发送地址，请同时重新填写密钥：${names(d)}`,
    en: (d) => `Give the secret anew with its address ${text(d.name)}, or change both where it is set: ${names(d)}.`,
  },
  invalid_setting: {
    zh: (d) => `设置有误：${names(d)}，data.problems 说明应如何填写`,
    en: (d) => `Not right: ${names(d)}. data.problems says what to write.`,
  },
  phone_not_listed: {
    zh: () => '该号码不在免打扰名单中',
    en: () => 'The number is not on the do-not-call list.',
  },
  skill_version_mismatch: {
    zh: (d) => `技能版本不匹配，请将技能更新到 ${text(d.skill_version)}`,
    en: (d) => `This skill version is not served: update the skill to ${text(d.skill_version)}.`,
  },
  unsupported_media_type: {
    zh: () => '请求体必须是 JSON，请设置 Content-Type: application/json',
    en: () => 'The body must be JSON: send Content-Type: application/json.',
  },
  unsupported_encoding: {
    zh: () => '不支持压缩的请求体，请去掉 Content-Encoding',
    en: () => 'Compressed bodies are not taken: send the body without Content-Encoding.',
  },
  body_too_large: {
    zh: (d) => `请求体过大，最多 ${text(d.limit)} 字节，请分批提交`,
    en: (d) => `The body is too large: ${text(d.limit)} bytes at most. Send it in parts.`,
  },
  invalid_utf8: {
    zh: () => '请求体不是有效的 UTF-8 文本',
    en: () => 'The body is not valid UTF-8.',
  },
  invalid_json: {
    zh: (d) => `请求体不是有效的 JSON：第 ${text(d.line)} 行第 ${text(d.column)} 个字符处有误`,
    en: (d) => `The body is not valid JSON: see line ${text(d.line)}, column ${text(d.column)}.`,
  },
  nested_too_deeply: {
    zh: (d) => `请求体嵌套过深，最多 ${text(d.limit)} 层`,
    en: (d) => `The body is nested too deeply: ${text(d.limit)} levels at most.`,
  },
  invalid_text: {
    zh: (d) => `${text(d.field)}：${TEXT_PROBLEMS[String(d.problem)]?.zh ?? '文本无效'}`,
    en: (d) => `${text(d.field)}: ${TEXT_PROBLEMS[String(d.problem)]?.en ?? 'not a valid text'}.`,
  },
  invalid_request: {
    zh: (d) => `请求有误：${fields(d, 'zh').join('；')}`,
    en: (d) => `The request is not right: ${fields(d, 'en').join('; ')}.`,
  },
  bad_request: {
    zh: () => '无法解析该 HTTP 请求',
    en: () => 'This is not a well-formed HTTP request.',
  },
  not_found: {
    zh: () => '没有这个接口，接口说明见 /openapi.json',
    en: () => 'There is nothing at this path: see /openapi.json for what there is.',
  },
  method_not_allowed: {
    zh: (d) => `该接口不支持此方法，请使用 ${text(d.allow)}`,
    en: (d) => `This path does not take that method: use ${text(d.allow)}.`,
  },
  request_timeout: {
    zh: () => '请求未在规定时间内发送完毕，请重试',
    en: () => 'The request did not arrive in time: send it again.',
  },
  headers_too_large: {
    zh: () => '请求头过大，请精简后重试',
    en: () => 'The request headers are too large: send fewer or shorter ones.',
  },
  expectation_failed: {
    zh: () => '不支持该 Expect 请求头',
    en: () => 'This Expect header cannot be met: leave it out.',
  },
  call_not_found: {
    zh: () => '没有找到该通话，请检查 call_id',
    en: () => 'There is no such call: check the call_id.',
  },
  call_elsewhere: {
    zh: () => '该通话由另一个节点执行，请向该节点请求',
    en: () => 'Another node runs this call: ask that node.',
  },
  call_not_in_progress: {
    zh: () => '该通话尚未接通或已经结束，接通期间才能操作',
    en: () => 'The call has not been answered, or is over: this can be done while it is under way.',
  },
  call_ending: {
    zh: () => '通话正在结束，AI 正在说最后的话',
    en: () => 'The call is ending: its last words are being said.',
  },
  call_taken_over: {
    zh: (d) => `已有人接管通话${d.by === undefined ? '' : `（${text(d.by)}）`}，请等其交还`,
    en: (d) =>
      `Somebody speaks in this call already${d.by === undefined ? '' : ` (${text(d.by)})`}: wait until they hand it back.`,
  },
  call_not_taken_over: {
    zh: () => '没有人接管该通话，无需交还',
    en: () => 'Nobody has taken this call over: the AI has it already.',
  },
  take_over_unsupported: {
    zh: () => '该通话的线路无法让 AI 立即停下，不能接管；请改用耳语',
    en: () => 'On this line the AI cannot be silenced at once, so nobody can take over: whisper instead.',
  },
  whisper_unsupported: {
    zh: () => '该通话是固定的语音通知，不接受指示；请接管通话，或改用带模型的对话',
    en: () =>
      'This call is a spoken notice, which takes no instructions: take it over, or use a conversation with a model.',
  },
  listening_over: {
    zh: () => '你已不在监听该通话，请重新监听后再接管',
    en: () => 'You do not listen to this call any more: listen to it again, then take over.',
  },
  too_many_tickets: {
    zh: () => '等待使用的监听凭证过多，请一分钟后重试',
    en: () => 'Too many tickets to listen wait to be used: try again in a minute.',
  },
  recording_not_found: {
    zh: () => '这里没有该通话的录音：未录音、通话尚未结束、录音已删除，或录音在另一个节点上',
    en: () =>
      'There is no recording of this call here: it was not recorded, is not over, was removed, or lies on another node.',
  },
  range_not_satisfiable: {
    zh: (d) => `请求的字节范围超出录音长度，共 ${text(d.size)} 字节`,
    en: (d) => `The range begins behind the end: there are ${text(d.size)} bytes.`,
  },
  recording_not_allowed: {
    zh: () => '该服务不允许录音，请去掉 record，或由运营者设置 RINGBACK_RECORDING',
    en: () => 'This service records no calls: leave record out, or have its operator set RINGBACK_RECORDING.',
  },
  rate_limited: {
    zh: (d) => `请求过于频繁，请在 ${text(d.retryAfterSeconds)} 秒后重试`,
    en: (d) => `Too many requests: try again in ${text(d.retryAfterSeconds)} s.`,
  },
  too_many_streams: {
    zh: (d) => `同时打开的实时流过多，最多 ${text(d.limit)} 个，请先关闭一些`,
    en: (d) => `Too many live streams are open: ${text(d.limit)} at most. Close some first.`,
  },
  invalid_phone: {
    zh: (d) => `号码有误：${numbers(d, 'zh')}`,
    en: (d) => `Not a phone number that can be called: ${numbers(d, 'en')}.`,
  },
  too_many_phones: {
    zh: (d) => `号码过多，每次最多 ${text(d.limit ?? 10_000)} 个，请分批提交`,
    en: (d) => `Too many numbers: ${text(d.limit ?? 10_000)} at most in one request. Send them in parts.`,
  },
  phone_not_allowed: {
    zh: (d) => `不允许拨打的号码：${numbers(d, 'zh')}`,
    en: (d) => `Not allowed to be called: ${numbers(d, 'en')}.`,
  },
  insufficient_balance: {
    zh: (d) => `余额不足，请充值后重试${money(d, '（需要 ', '，可用 ', '）')}`,
    en: (d) => `The balance is too low: top up first${money(d, ' (needed: ', ', available: ', ')')}.`,
  },
  day_limit_reached: {
    zh: (d) => `已达到每日消费上限${money(d, '（需要 ', '，今日还可用 ', '）')}；请明天再试，或提高上限`,
    en: (d) =>
      `The limit of a day is reached${money(d, ' (needed: ', ', left today: ', ')')}: call tomorrow, or raise it.`,
  },
  call_limit_reached: {
    zh: () => '一分钟的费用已超过单次通话的费用上限，请提高上限',
    en: () => 'One minute costs more than a call may cost: raise the limit of a call.',
  },
  invalid_result_schema: {
    zh: (d) => `result_schema 不是可用的 JSON Schema${because(d, '：', '')}`,
    en: (d) => `result_schema is not a JSON Schema that can be used${because(d, ': ', '')}.`,
  },
  invalid_callback_url: {
    zh: (d) => `callback_url 不可用，请填写公网可访问的 http 或 https 地址${because(d, '（', '）')}`,
    en: (d) => `callback_url cannot be used: give a public http or https address${because(d, ' (', ')')}.`,
  },
  invalid_not_before: {
    zh: () => 'not_before 不可用，最多可提前 30 天',
    en: () => 'not_before cannot be used: give an instant at most 30 days ahead.',
  },
  invalid_metadata: {
    zh: () => 'metadata 过大，请自行保存数据，只传其编号',
    en: () => 'metadata is too large: keep the data with you and give its id.',
  },
  idempotency_conflict: {
    zh: () => '该 Idempotency-Key 已用于另一个请求，请换一个',
    en: () => 'This Idempotency-Key was used with another request: choose a new one.',
  },
  too_many_queued: {
    zh: (d) => `排队中的通话过多，请在 ${text(d.retryAfterSeconds ?? 1)} 秒后重试`,
    en: (d) => `Too many calls are queued: try again in ${text(d.retryAfterSeconds ?? 1)} s.`,
  },
  too_many_rehearsals: {
    zh: (d) =>
      d.per === 'a_day'
        ? `24 小时内最多演练 ${text(d.limit)} 次，请稍后再试`
        : `同时进行的演练最多 ${text(d.limit)} 个，请等其中一个结束，或将其挂断`,
    en: (d) =>
      d.per === 'a_day'
        ? `There can be ${text(d.limit)} rehearsals in 24 hours: try again later.`
        : `There can be ${text(d.limit)} rehearsals at once: wait until one is over, or hang it up.`,
  },
  stopping: {
    zh: () => '服务正在停止，暂不接受新的通话，请稍后重试',
    en: () => 'The service is stopping and takes no new calls: try again soon.',
  },
  storage_busy: {
    zh: () => '存储繁忙，请稍后重试',
    en: () => 'The storage is busy: send the request again.',
  },
  storage_unavailable: {
    zh: () => '存储暂时不可用，请稍后重试',
    en: () => 'The storage cannot be reached: try again soon.',
  },
  internal: {
    zh: (d) => `服务内部错误，请稍后重试；如需协助，请提供编号 ${text(d.id)}`,
    en: (d) => `Something failed on our side: try again, and name ${text(d.id)} when you ask for help.`,
  },
} as const satisfies Record<string, Saying>;

export type FailureCode = keyof typeof FAILURES;

export function failureMessage(code: FailureCode, details: Details, language: Language): string {
  return FAILURES[code][language](details).replaceAll('"', "'");
}

/** Why a request with a cookie is not taken for one of our own pages'. */
const CROSS_SITE: Readonly<Record<string, Record<Language, string>>> = {
  header_missing: {
    zh: '登录会话只能由本站页面使用，需要请求头 X-Requested-With: ringback；程序请使用 API Key',
    en: 'a session is for pages of this address, which send X-Requested-With: ringback; programs use an API key',
  },
  other_site: { zh: '该请求来自其他网站', en: 'another site’s page sent this request' },
  other_origin: {
    zh: 'Origin 与 Host 不一致；如使用反向代理，请原样转发 Host 请求头',
    en: 'Origin and Host are not the same; a reverse proxy must pass the Host header on',
  },
};

const TEXT_PROBLEMS: Readonly<Record<string, Record<Language, string>>> = {
  control_character: {
    zh: '不能包含控制字符（换行和制表符除外）',
    en: 'control characters other than line breaks and tabs cannot be used',
  },
  lone_surrogate: { zh: '包含不完整的 Unicode 字符', en: 'holds half of a Unicode character' },
  forbidden_key: { zh: '不能使用这个字段名', en: 'this name cannot be used for a field' },
};

/** What is wrong with one field. `problem` is a stable word; `limit` and `expected` belong to some of them. */
export interface FieldProblem {
  field: string;
  problem:
    | 'missing'
    | 'unknown'
    | 'wrong_type'
    | 'empty'
    | 'too_short'
    | 'too_long'
    | 'too_small'
    | 'too_large'
    | 'wrong_format'
    | 'wrong_value';
  limit?: number;
  expected?: string;
}

function describeField({ field, problem, limit, expected }: FieldProblem, language: Language): string {
  const name = text(field);
  const zh = language === 'zh';
  switch (problem) {
    case 'missing':
      return zh ? `缺少 ${name}` : `${name} is missing`;
    case 'unknown':
      return zh ? `不认识的字段 ${name}` : `${name} is not a known field`;
    case 'wrong_type':
      return zh ? `${name} 的类型应为 ${text(expected)}` : `${name} must be of type ${text(expected)}`;
    case 'empty':
      return zh ? `${name} 不能为空` : `${name} must not be empty`;
    case 'too_short':
      return zh ? `${name} 过短，至少 ${text(limit)}` : `${name} is too short: ${text(limit)} at least`;
    case 'too_long':
      return zh ? `${name} 过长，最多 ${text(limit)}` : `${name} is too long: ${text(limit)} at most`;
    case 'too_small':
      return zh ? `${name} 不能小于 ${text(limit)}` : `${name} must be ${text(limit)} or more`;
    case 'too_large':
      return zh ? `${name} 不能大于 ${text(limit)}` : `${name} must be ${text(limit)} or less`;
    case 'wrong_format':
      return zh ? `${name} 的格式应为 ${text(expected)}` : `${name} must be ${text(expected)}`;
    case 'wrong_value':
      return zh ? `${name} 只能是 ${text(expected)}` : `${name} must be one of ${text(expected)}`;
  }
}

/** The most items that one message names; all of them stand in `data`. */
const NAMED_AT_MOST = 10;

function fields(details: Details, language: Language): string[] {
  const problems = Array.isArray(details.fields) ? (details.fields as FieldProblem[]) : [];
  return problems.slice(0, NAMED_AT_MOST).map((problem) => describeField(problem, language));
}

function numbers(details: Details, language: Language): string {
  const named = Array.isArray(details.numbers) ? (details.numbers as { phone: string; reason: PhoneReason }[]) : [];
  const zh = language === 'zh';
  const list = named
    .slice(0, NAMED_AT_MOST)
    .map(({ phone, reason }) => {
      const why = phoneReasonText(reason, language);
      return zh ? `${text(phone)}（${why}）` : `${text(phone)} (${why})`;
    })
    .join(zh ? '、' : ', ');
  if (named.length <= NAMED_AT_MOST) return list;
  return zh ? `${list} 等 ${named.length} 个` : `${list} and ${named.length - NAMED_AT_MOST} more`;
}

function money(details: Details, before: string, between: string, after: string): string {
  const { requiredLi, availableLi } = details;
  if (typeof requiredLi !== 'number' || typeof availableLi !== 'number') return '';
  return `${before}${formatYuan(requiredLi)}${between}${formatYuan(availableLi)}${after}`;
}

function names(details: Details): string {
  const listed = details.names ?? details.secrets ?? (Array.isArray(details.problems) ? details.problems : []);
  if (!Array.isArray(listed)) return '';
  return listed.map((one: unknown) => text((one as { name?: unknown } | null)?.name ?? one)).join(', ');
}

function bounds(details: Details, language: Language): string {
  const limits = Array.isArray(details.limits) ? (details.limits as { limit: string; bound: number }[]) : [];
  const zh = language === 'zh';
  return limits
    .map(({ limit, bound }) => (zh ? `${text(limit)} 最多 ${text(bound)}` : `${text(limit)} at most ${text(bound)}`))
    .join(zh ? '，' : ', ');
}

function because(details: Details, before: string, after: string): string {
  return typeof details.why === 'string' ? `${before}${text(details.why)}${after}` : '';
}

/** A value out of a request, fit to stand in a message: one line, bounded. */
function text(value: unknown): string {
  const plain = String(value ?? '').replace(/\s+/g, ' ');
  const characters = [...plain.slice(0, 400)];
  return characters.length <= 100 ? characters.join('') : `${characters.slice(0, 100).join('')}…`;
}

/** Why a call is over, as one short sentence for people. */
export const END_REASON_SENTENCES: Readonly<Record<EndReason, Readonly<Record<Language, string>>>> = {
  completed: { zh: '通话正常完成', en: 'The call was completed' },
  callee_hung_up: { zh: '对方挂断了电话', en: 'The callee hung up' },
  hung_up: { zh: '通话已被主动挂断', en: 'The call was hung up on request' },
  no_answer: { zh: '无人接听', en: 'Nobody answered' },
  busy: { zh: '对方正忙', en: 'The line was busy' },
  rejected: { zh: '对方拒接', en: 'The callee declined the call' },
  unreachable: { zh: '号码无法接通', en: 'The number could not be reached' },
  voicemail: { zh: '转入语音信箱', en: 'Voicemail answered' },
  wrong_number: { zh: '接听的不是要找的人', en: 'Somebody else answered' },
  no_response: { zh: '接通后一直无人说话', en: 'The call was answered, but nobody spoke' },
  time_limit: { zh: '达到通话时长上限', en: 'The call reached its time limit' },
  out_of_balance: { zh: '余额或消费上限不足，通话结束', en: 'The balance, or a spending limit, ran out' },
  model_failure: { zh: 'AI 服务故障，通话结束', en: 'The AI failed during the call' },
  carrier_failure: { zh: '线路故障，通话未能完成', en: 'The carrier failed' },
  interrupted: { zh: '服务中断，通话未能完成', en: 'The service stopped during the call' },
  cancelled: { zh: '通话在拨出前已取消', en: 'The call was cancelled before it was dialled' },
};

/** What is said where things go well. */
export const SUCCESSES = {
  ok: { zh: () => '成功', en: () => 'OK' },
  home: {
    zh: (d) => `Ringback：为 AI 智能体拨打电话${simulated(d, 'zh')}。接口说明见 /openapi.json`,
    en: (d) => `Ringback: phone calls for AI agents${simulated(d, 'en')}. The API is described at /openapi.json.`,
  },
  accepted: {
    zh: (d) => `${simulated(d, 'zh')}已受理 ${text(d.count)} 通电话${waiting(d, 'zh')}${repeated(d, 'zh')}`,
    en: (d) =>
      `${text(d.count)} ${d.count === 1 ? 'call' : 'calls'} accepted${simulated(d, 'en')}${waiting(d, 'en')}${repeated(d, 'en')}`,
  },
  checked: {
    zh: (d) => `可拨打 ${text(d.calls)} 个号码，不可拨打 ${text(d.refused)} 个；尚未拨打任何电话`,
    en: (d) =>
      `${text(d.calls)} ${d.calls === 1 ? 'number' : 'numbers'} can be called, ${text(d.refused)} cannot. Nothing was dialled.`,
  },
  rehearsing: {
    zh: (d) => `演练开始：由模拟对象接听，不拨打真实电话，不扣费${modelCost(d, 'zh')}`,
    en: (d) =>
      `The rehearsal begins: a simulated callee answers, no phone rings, nothing is charged${modelCost(d, 'en')}`,
  },
  call_under_way: { zh: () => '通话尚未结束', en: () => 'The call is not over yet' },
  call_over: { zh: () => '通话已结束', en: () => 'The call is over' },
  cancelled: { zh: () => '通话已取消，不会拨出', en: () => 'The call is cancelled and will not be dialled' },
  recording_removed: { zh: () => '录音已删除', en: () => 'The recording is removed' },
  whispered: { zh: () => '已告知 AI', en: () => 'The AI was told' },
  keys_pressed: { zh: () => '即将按键', en: () => 'The keys will be pressed' },
  taken_over: { zh: () => '已接管，对方现在能听到你', en: () => 'You have the call: the callee hears you' },
  handed_back: { zh: () => '已交还 AI', en: () => 'The AI has the call' },
  hanging_up: { zh: () => '正在挂断', en: () => 'The call is being hung up' },
  signed_in: { zh: () => '已登录', en: () => 'Signed in' },
  signed_out: { zh: () => '已退出登录', en: () => 'Signed out' },
  not_signed_in: { zh: () => '尚未登录', en: () => 'Not signed in' },
  key_made: {
    zh: () => 'API Key 已创建，只显示这一次，请立即保存',
    en: () => 'The key is made. It is shown this once: keep it now.',
  },
  link_made: {
    zh: () => '接听链接已创建；链接只显示这一次',
    en: () => 'The link is made; it is shown this once',
  },
  link_revoked: { zh: () => '接听链接已撤销', en: () => 'The link is revoked' },
  key_revoked: { zh: () => 'API Key 已吊销', en: () => 'The key is revoked' },
  topped_up: { zh: () => '已充值', en: () => 'Topped up' },
  settings_changed: { zh: () => '设置已保存', en: () => 'The settings are saved' },
  listed: { zh: () => '已加入免打扰名单', en: () => 'The number is on the do-not-call list' },
  unlisted: { zh: () => '已从免打扰名单移除', en: () => 'The number is off the do-not-call list' },
  session_ended: { zh: () => '会话已结束', en: () => 'The session is ended' },
  password_changed: {
    zh: () => '密码已修改，其他会话已结束',
    en: () => 'The password is changed, and other sessions are ended',
  },
  already_ended: { zh: () => '通话此前已经结束', en: () => 'The call was over already' },
} as const satisfies Record<string, Saying>;

export function successMessage(word: keyof typeof SUCCESSES, details: Details, language: Language): string {
  return SUCCESSES[word][language](details).replaceAll('"', "'");
}

function simulated(details: Details, language: Language): string {
  if (details.simulated !== true) return '';
  return language === 'zh' ? '（模拟线路，不拨打真实电话）' : ' (simulated: no real phone rings)';
}

/** What a rehearsal costs the operator all the same. */
function modelCost({ model, usd }: Details, language: Language): string {
  if (typeof model !== 'string') return '';
  const zh = language === 'zh';
  if (typeof usd !== 'number')
    return zh ? `；模型 ${text(model)} 照常计费` : `; the model ${text(model)} costs what it always does`;
  return zh
    ? `；模型 ${text(model)} 照常计费，每分钟约 ${usd} 美元`
    : `; the model ${text(model)} costs about $${usd} a minute, as always`;
}

/** `waiting`: how many are not called yet because of the hour; `waitsUntil`: the first of the instants for which they wait. */
function waiting({ waiting: count, waitsUntil }: Details, language: Language): string {
  if (typeof count !== 'number' || count === 0) return '';
  const until = text(waitsUntil);
  return language === 'zh'
    ? `；其中 ${count} 通等到对方当地的可呼叫时段再拨打，最早 ${until}`
    : `; ${count} of them ${count === 1 ? 'waits' : 'wait'} for the calling hours of the callee, the first until ${until}`;
}

function repeated(details: Details, language: Language): string {
  const phones = Array.isArray(details.repeated) ? (details.repeated as string[]) : [];
  if (phones.length === 0) return '';
  const named = phones
    .slice(0, NAMED_AT_MOST)
    .map(text)
    .join(language === 'zh' ? '、' : ', ');
  const more = phones.length - NAMED_AT_MOST;
  if (language === 'zh') return `；重复的号码只拨打一次：${named}${more > 0 ? ` 等 ${phones.length} 个` : ''}`;
  return `; named more than once and called once: ${named}${more > 0 ? ` and ${more} more` : ''}`;
}
