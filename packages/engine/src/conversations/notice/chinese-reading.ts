import type { Addressee } from './addressee.js';
import { ANOTHER_PERSON, beginsMatter, type FoundName, findChineseName } from './chinese-names.js';
import { type PutSentence, putMatter, quoteWhole, type RequirementReading } from './matter.js';
import { sentences, withFullStop, withoutFullStop } from './sentences.js';

const GAP = '[，,。、：:；;！!\\s]*';
const PHONE = '\\+?[0-9０-９][-0-9０-９\\s()（）]{4,}[0-9０-９]';
const POLITE = `(?:你好|您好|嗨|请问|请|麻烦|劳烦|烦请|能不能|能否|可以|可否|我想|我要|我需要|需要|想要?|你|您|帮我|帮忙|替我|代我|帮|去|现在|立即|马上|尽快|先)`;
const polite = new RegExp(
  `^(?:${POLITE}${GAP})*(?=(?:给|向|打|拨|致电|呼叫|联系|电联|电话|通知|告诉|告知|转告|提醒|知会|通报|跟|和|对|同|询问|问|确认|核实|转达))`,
  'u',
);
const label = /^(?:任务|目标|目的|需求|内容|通知内容|通话内容|事项|主题|通知事项|要求|电话内容)\s*[:：]\s*/u;

/** 给张总打个电话, 打电话给张总, 拨打13800138000, 致电张总, 联系张总. */
const callTo = /^(?:给|向)(?=.{1,30}?(?:打|拨|去)(?:一?[个通])?电话)/u;
const callToEnd = /^(?:打|拨打?|去)(?:一?[个通])?电话/u;
const callWhom =
  /^(?:(?:打|拨打?)(?:一?[个通])?(?:电话)(?:给|至|到|联系)?|拨打|呼叫|致电|电联|打给|拨给|电话联系|电话(?=通知|告知|提醒|联系)|联系|联络)/u;
const after = new RegExp(`^(?:${GAP}(?:并且?|然后|接着|再|来|去|用来|以便|请你?))*${GAP}`, 'u');
const phone = new RegExp(`^[（(]?(?:电话|手机|号码|手机号|电话号码)?(?:是|为|[:：])?\\s*${PHONE}[）)]?`, 'u');

type Verb = 'notify' | 'tell' | 'remind' | 'request' | 'ask';

const VERBS: readonly (readonly [Verb, RegExp, string])[] = [
  ['notify', /^(?:电话)?(?:通知|通报|知会)(?:一下|一声)?(?:到)?(?!单|书|函|栏|里|中|内容|已|发)/u, '通知'],
  ['tell', /^(?:告诉|告知|转告|转达给|转达|告之|传达给|传达)(?:一下|一声)?(?:给)?/u, '告诉'],
  ['remind', /^(?:提醒|叮嘱|嘱咐)(?:一下|一声)?/u, '提醒'],
  ['ask', /^(?:询问|问一下|问问|问下|问(?!题|卷)|确认一下|确认|核实一下|核实|了解一下|咨询)(?:一下)?/u, '问'],
  ['request', /^(?:邀请|要求|督促|催促|催|让|叫|请)(?!假|求|帖|柬|柜|问)/u, '请'],
];
const spoken = /^(?:跟|和|向|对|同|与)/u;
const SAY = /^(?:说明|说一下|说一声|说下|说|讲一下|讲|通知|转达|表示|告知|提醒)/u;
const CHECK = /^(?:确认一下|确认|核实一下|核实|询问一下|询问|了解一下|了解|问一下)/u;

/** The callee without a name: 他, 对方, 客户, 大家. Whoever owns the phone is meant. */
const UNNAMED =
  /^(?:您|你|他们|她们|他|她|对方|本人|机主|大家|各位(?:\p{Script=Han}{2,4}(?=[，,：:]))?|所有人|全体(?:员工|职工|同学|学生|家长|业主|成员|人员|同事|老师|师生|居民|住户|会员)?|所有(?:员工|客户|用户|业主|家长|同学|居民|住户|会员)|各位家长|学生家长|患者家属|病人家属|客户们?|顾客|用户|业主们?|居民|住户|家长们?|员工们?|同事们?|同学们?|学员|会员|患者|病人|租客|租户|车主|老师们|参会人员|参会者|与会人员|收件人|接电话的人|接听人|被叫|电话机主)(?!的?(?:会|区|群|卡|中心|协会))/u;

const connector = new RegExp(`^(?:${GAP}(?:一下|一声|(?:就)?说(?!明|法)|道(?!路|歉)))*${GAP}`, 'u');

/** Written to whoever places the call, not to the callee: never said. */
const TO_THE_CALLER =
  /^(?:(?:请|要|务必|注意|全程|通话(?:时|中|过程中)?)*(?:语气|态度|声音|口吻|语速|语调)|(?:请|务必|全程)*(?:用|使用|说|讲)(?:中文|英文|英语|普通话|粤语|汉语|方言)|(?:请|务必|要|尽量)*(?:礼貌|友好|客气|简短|简洁|温柔|亲切)(?:一[点些]|地|些|沟通|说明|即可)?$|(?:打完|说完|通知完|通话结束|结束后|完成后|挂断后|确认后)|不要(?:透露|说|提(?:及|到)?)(?!出|迟)|通话(?:时间|时长|控制|不要|尽量)|如果(?:对方)?(?:没人|无人|没有人|占线|不是本人|打不通|没打通|转到语音|是语音信箱|语音信箱|没接|未接|不接)|记录(?:下|一下)?(?:对方|他|她|客户|回复|结果))/u;
/** 如果对方…: to the caller where it says what to do then, else to the callee. */
const CONDITION_OF_CALLER =
  /^(?:如果|若|要是|假如|万一|当)(?:对方|客户|用户|他|她|接电话的人|被问).*(?:就说|则说|回答|回复说|就告诉|则告诉|告诉(?:他|她|对方)|挂断|挂掉|再打|重拨|记录|记下|道歉|结束通话|解释|询问|转接)/u;

/** 我 is whoever wrote the requirement; from the AI's mouth it would be the AI. 我们 and 我司 may be said for them. */
const FIRST_PERSON = /(?<!自)我(?!们|司|公司|院|校|行|店|方|社|局|中心|部|国|市|省|县|区|厂)/u;
const THIRD_PERSON = /(?<![其吉])(?:他|她)(?!人|们|乡|国)|对方/gu;
const ABOUT_THEM = /他们|她们/u;
/** What stands before a further order. */
const FURTHER = /^(?:另外|同时|并且?|还要|然后|再|顺便|也)*[，,]?/u;

/** Reads a requirement written in Chinese. */
export function readChinese(requirement: string): RequirementReading {
  const head = readHead(requirement);
  const { addressee } = head;
  const said = sentences(head.rest, 'zh').filter((sentence) => !toTheCaller(sentence));
  if (said.length === 0 || !head.sure) return { addressee, ...quoteWhole('zh', requirement), asks: false };
  const { matter, statements, quoted } = putMatter('zh', said, (sentence, index) => putSentence(sentence, index, head));
  return { addressee, matter, statements, asks: head.verb === 'ask' && !quoted };
}

interface Head {
  addressee: Addressee | null;
  verb: Verb | null;
  /** Whether the grammar is sure of whom the rest speaks. */
  sure: boolean;
  rest: string;
}

function readHead(requirement: string): Head {
  let rest = requirement.replace(label, '');
  const unlabelled = rest;
  rest = rest.slice(polite.exec(rest)?.[0].length ?? 0);
  const called = readCall(rest);
  if (called !== null) rest = called.rest;
  const addressee = called?.addressee ?? null;
  // 请 before the callee's name is a request, before a verb it is politeness.
  if (called === null && rest.length < unlabelled.length && readVerb(rest) === null) rest = unlabelled;
  const verb = readVerb(rest) ?? (called === null ? null : readVerb(rest.slice(polite.exec(rest)?.[0].length ?? 0)));
  if (verb === null) return bareHead(called === null ? unlabelled : rest, addressee, called);
  const target = readTarget(verb.rest);
  if (target === null) {
    const content = verb.rest.slice(connector.exec(verb.rest)?.[0].length ?? 0);
    // 通知年会改期, 提醒明天开会 name nobody; 告诉 and 请 want somebody, and who it is was not understood.
    const sure =
      addressee !== null ||
      called !== null ||
      beginsMatter(verb.rest) ||
      ['notify', 'remind', 'ask'].includes(verb.verb);
    if (verb.verb === 'request' && addressee === null) return bareHead(unlabelled, null, null);
    // 提醒我妈吃药: whoever wrote it knows who that is.
    return { addressee, verb: verb.verb, sure: sure && !FIRST_PERSON.test(content.slice(0, 1)), rest: content };
  }
  let tail = target.rest;
  let kind = verb.verb;
  if (verb.spoken) {
    const check = CHECK.exec(tail);
    const say = SAY.exec(tail);
    if (check === null && say === null) return bareHead(unlabelled, addressee, called);
    if (check !== null) kind = 'ask';
    tail = tail.slice((check ?? say)?.[0].length ?? 0);
  }
  const joined = connector.exec(tail)?.[0] ?? '';
  return { addressee: target.addressee ?? addressee, verb: kind, sure: true, rest: tail.slice(joined.length) };
}

/** No verb of telling: the requirement is the matter itself. */
function bareHead(text: string, addressee: Addressee | null, called: object | null): Head {
  const greeting = /^(?:你好|您好|嗨)[，,！!。\s]*/u.exec(text)?.[0] ?? '';
  let rest = text.slice(greeting.length);
  // 张先生，您的快递到了: spoken to them by name.
  const name = addressee === null ? findChineseName(rest) : null;
  const comma =
    name === null ? null : /^(?:您好|你好)?[，,：:！!]\s*(?:您好|你好)?[，,！!\s]*/u.exec(rest.slice(name.length));
  if (name !== null && comma !== null) {
    rest = rest.slice(name.length + comma[0].length);
    return { addressee: name.addressee, verb: null, sure: true, rest };
  }
  return { addressee, verb: null, sure: true, rest: called === null ? rest : text };
}

function readCall(text: string): { addressee: Addressee | null; rest: string } | null {
  const to = callTo.exec(text);
  const whom = to === null ? callWhom.exec(text) : null;
  if (to === null && whom === null) return null;
  const found = readWhom(text.slice((to ?? whom)?.[0].length ?? 0));
  let rest = found.rest;
  if (to !== null) {
    const end = callToEnd.exec(rest);
    if (end === null) return null;
    rest = rest.slice(end[0].length);
    const more = phone.exec(rest);
    if (more !== null) rest = rest.slice(more[0].length);
  } else if (!found.any && whom !== null && /联系|联络/u.test(whom[0])) return null;
  return { addressee: found.addressee, rest: rest.slice(after.exec(rest)?.[0].length ?? 0) };
}

/** Names and numbers in any order: 13800138000 张先生, 张先生（13800138000）. */
function readWhom(text: string): { addressee: Addressee | null; rest: string; any: boolean } {
  let rest = text;
  let addressee: Addressee | null = null;
  let any = false;
  for (;;) {
    const spaces = /^[\s的]*/u.exec(rest)?.[0].length ?? 0;
    const number = phone.exec(rest.slice(spaces));
    const name: FoundName | null = addressee === null ? readName(rest.slice(spaces)) : null;
    const unnamed = number === null && name === null && addressee === null ? UNNAMED.exec(rest.slice(spaces)) : null;
    const length = number?.[0].length ?? name?.length ?? unnamed?.[0].length ?? 0;
    if (length === 0) return { addressee, rest, any };
    if (name !== null && number === null) addressee = name.addressee;
    any = true;
    rest = rest.slice(spaces + length);
  }
}

/** One name or several: 张三和李四. Each call goes to one of them, so either may answer. */
function readName(text: string): { addressee: Addressee; length: number } | null {
  const first = findChineseName(text);
  if (first === null) return null;
  let { addressee, length } = first;
  for (;;) {
    const joint = /^(?:[、和及与]|以及)/u.exec(text.slice(length));
    const next = joint === null ? null : findChineseName(text.slice(length + joint[0].length));
    if (joint === null || next === null) return { addressee, length };
    length += joint[0].length + next.length;
    addressee = {
      name: text.slice(0, length),
      asked: `${addressee.asked}或者${next.addressee.asked}`,
      names: [...addressee.names, ...next.addressee.names],
      relation: addressee.relation || next.addressee.relation,
    };
  }
}

function readVerb(text: string): { verb: Verb; spoken: boolean; rest: string } | null {
  for (const [verb, pattern] of VERBS) {
    const match = pattern.exec(text);
    if (match !== null) return { verb, spoken: false, rest: text.slice(match[0].length) };
  }
  const match = spoken.exec(text);
  return match === null ? null : { verb: 'tell', spoken: true, rest: text.slice(match[0].length) };
}

function readTarget(text: string): { addressee: Addressee | null; rest: string } | null {
  const spaces = /^\s*/.exec(text)?.[0].length ?? 0;
  const found = readWhom(text.slice(spaces));
  return found.any ? { addressee: found.addressee, rest: found.rest } : null;
}

function putSentence(sentence: string, index: number, head: Head): PutSentence | null {
  const asked = head.addressee;
  const speaksOfThem = sentence.search(THIRD_PERSON) >= 0;
  // Of a relative: 他 is the callee or the one whose relative they are.
  if (asked?.relation === true && speaksOfThem) return null;
  // A requirement that names nobody and speaks of 他 speaks of somebody unknown.
  if (head.verb === null && asked === null && speaksOfThem) return null;
  if (index === 0) return putWith(head.verb, sentence);
  // A further order of the same kind: 问他能不能来.
  const verb = readVerb(sentence.replace(FURTHER, ''));
  const target = verb === null || verb.spoken ? null : UNNAMED.exec(verb.rest);
  if (verb !== null && target !== null) {
    return putWith(verb.verb, verb.rest.slice(target[0].length).replace(connector, ''));
  }
  const turned = turnToCallee(sentence);
  return turned === null ? null : { matter: turned, statement: turned };
}

function putWith(verb: Verb | null, sentence: string): PutSentence | null {
  const turned = turnToCallee(sentence);
  if (turned === null) return null;
  const matter = withFullStop(lead(verb, turned), 'zh');
  const whole = verb === 'request' || verb === 'ask';
  return { matter, statement: whole ? matter : withFullStop(turned, 'zh') };
}

/** Puts the first sentence so that it is spoken to the callee. */
function lead(verb: Verb | null, sentence: string): string {
  const words = withoutFullStop(sentence);
  const toYou = /^[您“]/u.test(words) || words.length > 40;
  switch (verb) {
    case 'notify':
      return `通知您${toYou ? '，' : ''}${words}`;
    case 'remind':
      return `提醒您${toYou ? '，' : ''}${words.replace(/^要(?!求|是|闻)/u, '')}`;
    case 'tell':
      return `跟您说一声，${words}`;
    case 'request':
      return `请您${words}`;
    case 'ask':
      return `想跟您确认一下，${words.replace(/[？?]+$/u, '')}？`;
    case null:
      return /[您你]|^请/u.test(words) ? words : `要通知您的是，${words}`;
  }
}

function toTheCaller(sentence: string): boolean {
  const words = withoutFullStop(sentence);
  return TO_THE_CALLER.test(words) || CONDITION_OF_CALLER.test(words);
}

/** Says a sentence about the callee to the callee, or null where it is not sure who is who. */
function turnToCallee(sentence: string): string | null {
  if (FIRST_PERSON.test(sentence) || ABOUT_THEM.test(sentence)) return null;
  const another = ANOTHER_PERSON.exec(sentence)?.index ?? Number.POSITIVE_INFINITY;
  let unsure = false;
  const turned = sentence.replace(THIRD_PERSON, (_word, offset: number) => {
    if (offset > another) unsure = true;
    return '您';
  });
  if (unsure) return null;
  return turned.replace(/(?<![“])你(?!们|好)/gu, '您').replace(/您您/gu, '您');
}
