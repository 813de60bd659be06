import type { Addressee } from './addressee.js';
import { findEnglishName } from './english-names.js';
import { type PutSentence, putMatter, quoteWhole, type RequirementReading } from './matter.js';
import { sentences, withFullStop } from './sentences.js';

const PHONE = '\\+?\\d[-\\d\\s().]{4,}\\d';
const label = /^(?:task|goal|message|objective|purpose|notice|subject|reminder)\s*:\s*/i;
const polite =
  /^(?:(?:please|kindly|hi|hello|hey|can you|could you|would you|will you|i need you to|i want you to|i(?:['’]d| would) like you to|help me(?: to)?|you (?:should|must|need to)|your (?:task|job|goal) is to|the (?:task|goal) is to|just|now|go ahead and)\b[\s,.!:]*)+/i;

const call =
  /^(?:(?:call|phone|ring|dial|telephone|contact|reach(?: out to)?)(?: up)?|(?:make|place) a (?:phone )?call(?: to)?|speak (?:to|with)|talk (?:to|with))(?=\s|$)\s*/i;
const giveCall = /^give\s+/i;
const aCall = /^\s*a (?:quick )?(?:phone )?(?:call|ring)\b/i;
const phone = new RegExp(`^\\s*[,(]?\\s*(?:(?:at|on|via|using)\\s+)?(?:the number\\s+|number\\s+)?${PHONE}\\)?`, 'i');
const joint = /^\s*[,;.]?\s*(?:(?:and|then|in order|so as)\b\s*)*(?:please\s+)?/i;

const verb =
  /^(tell|inform|notify|remind|ask|let|advise|alert|warn|update|invite|congratulate|wish|thank|urge|request|encourage|assure|say to|explain to|announce to|mention to|confirm with|check with|verify with|apologi[sz]e to|pass on to|say|confirm|announce|explain|check|verify)\b\s*/i;
/** Verbs that make sense with nobody named after them; "you" is put in where it must be. */
const VERBS_ALONE: Readonly<Record<string, string>> = {
  remind: 'remind you',
  notify: 'notify you',
  inform: 'inform you',
  say: 'say',
  confirm: 'confirm',
  announce: 'announce',
  explain: 'explain',
  check: 'check',
  verify: 'verify',
};
const UNNAMED =
  /^(?:(him|her|them|you)|everyone|everybody|people|all|(?:all )?(?:residents|tenants|members|employees|customers|clients|staff|students|parents|patients|users|subscribers|guests|participants|attendees|colleagues)|(?:the|our|all|all the|all our|every|each|any|my)\s+(?:callee|recipient|customers?|clients?|residents?|tenants?|members?|employees?|staff|students?|parents?|patients?|users?|subscribers?|guests?|team|participants?|attendees?|person(?: on the phone| who answers)?|owner of (?:the|this) phone|people|wife|husband|mother|father|mom|mum|dad|friend|brother|sister|boss|colleagues?|neighbou?rs?))\b(?!['’])/i;

/** Written to whoever places the call, not to the callee: never said. */
const TO_THE_CALLER =
  /^(?:please\s+|then\s+|also\s+|but\s+)*(?:be (?:very |as )?(?:polite|brief|friendly|nice|courteous|professional|concise|kind|patient|calm|clear)|keep (?:it|the call|the conversation)|speak (?:slowly|clearly|politely|in|only)|use (?:a|an) \w+ (?:tone|voice)|(?:do not|don['’]t|never) (?:reveal|mention|disclose|say|tell|discuss|hang)|hang up|end the call|leave (?:a|the|no) (?:message|voicemail)|record (?:his|her|their|the (?:answer|response|reply))|note (?:down|his|her|their)|report back|let me know|tell me|thank (?:him|her|them)\b|after (?:the call|hanging)|if (?:he|she|they|it|nobody|no one|no-one|there(?:['’]s| is) no|asked|someone else|somebody else|the (?:line|callee|customer|recipient|call|phone)|voicemail)\b.*\b(?:tell|say|hang up|leave|answer|reply|explain|apologi[sz]e|call (?:back|again)|try again|ask|transfer|record|note|end)\b)/i;

const FIRST_PERSON = /(?<![\p{L}'’.])(?:I|me|my|mine|myself)(?![\p{L}.])/iu;
const ANOTHER_PERSON =
  /\b(?:(?:Mr|Mrs|Ms|Miss|Dr|Prof)\b|wife|husband|mother|father|mom|mum|dad|son|daughter|brother|sister|boss|manager|doctor|teacher|colleague|friend|lawyer|driver|nurse|assistant|secretary|client|customer|partner|uncle|aunt|coach|landlord|neighbou?r)\b/i;
/** A statement, rather than an order of something that a notice cannot do. */
const STATEMENT =
  /\b(?:is|are|was|were|will|won['’]t|has|have|had|must|should|can|cannot|may|needs?|starts?|begins?|ends?|arrives?|leaves?|you|your|no longer|\w+ed)\b|^please\b/i;

/** Reads a requirement written in English (or any language but Chinese: it is then quoted). */
export function readEnglish(requirement: string): RequirementReading {
  const head = readHead(requirement);
  const { addressee } = head;
  const said = sentences(head.rest, 'en').filter((sentence) => !TO_THE_CALLER.test(sentence));
  if (said.length === 0 || !head.sure) return { addressee, ...quoteWhole('en', requirement), asks: false };
  const spoken = [(said[0] as string).replace(/^that\s+(?=\S)/i, ''), ...said.slice(1)];
  const { matter, statements, quoted } = putMatter('en', spoken, (_, index) =>
    putSentence(said[index] as string, index, head),
  );
  const asks =
    !quoted &&
    /^(?:ask|check|confirm|verify)\b/i.test(head.infinitive) &&
    /^\W*(?:with )?(?:you )?(?:if|whether|what|when|how|which|where|who)\b/i.test(said[0] as string);
  return { addressee, matter, statements, asks };
}

interface Head {
  addressee: Addressee | null;
  /** What stands after "I am calling to": `tell you`, `let you`, or empty where the requirement has no verb of telling. */
  infinitive: string;
  /** The callee was called "them" or "the residents": they and their mean the callee. */
  plural: boolean;
  sure: boolean;
  rest: string;
}

function readHead(requirement: string): Head {
  let rest = requirement.replace(label, '');
  const whole = rest;
  rest = rest.slice(polite.exec(rest)?.[0].length ?? 0);
  const called = readCall(rest);
  if (called !== null) rest = called.rest;
  const addressee = called?.addressee ?? null;
  if (called !== null && /^(?:about|regarding|concerning|with|because|on behalf)\b/i.test(rest)) {
    return { addressee, infinitive: 'calling', plural: called.plural, sure: true, rest };
  }
  if (called !== null) rest = rest.replace(/^to\s+/i, '');
  const found = readVerb(rest);
  if (found !== null)
    return { ...found, addressee: found.addressee ?? addressee, plural: found.plural || (called?.plural ?? false) };
  if (called !== null && rest !== '') {
    return { addressee, infinitive: 'to', plural: called.plural, sure: true, rest };
  }
  return bareHead(whole, addressee);
}

/** No verb of telling: the requirement is the matter itself. */
function bareHead(text: string, addressee: Addressee | null): Head {
  const rest = text.replace(/^(?:hi|hello|hey|dear)\b[\s,!]*/i, '');
  const name = addressee === null ? findEnglishName(rest) : null;
  const comma = name === null ? null : /^\s*[,:!]\s*/.exec(rest.slice(name.length));
  if (name !== null && comma !== null) {
    const said = rest.slice(name.length + comma[0].length);
    return { addressee: name.addressee, infinitive: '', plural: false, sure: STATEMENT.test(said), rest: said };
  }
  const sure = STATEMENT.test(rest) && !/\b(?:he|she|him|her|his)\b/i.test(rest);
  return { addressee, infinitive: '', plural: false, sure, rest };
}

interface FoundWhom {
  addressee: Addressee | null;
  plural: boolean;
  length: number;
}

function readWhom(text: string): FoundWhom | null {
  const spaces = /^\s*/.exec(text)?.[0].length ?? 0;
  const name = findEnglishName(text.slice(spaces));
  if (name !== null) return { addressee: name.addressee, plural: false, length: spaces + name.length };
  const unnamed = UNNAMED.exec(text.slice(spaces));
  if (unnamed === null) return null;
  const pronoun = unnamed[1]?.toLowerCase();
  // "their appointment": not "them" and not a target.
  const plural = pronoun === undefined || !['him', 'her', 'you'].includes(pronoun);
  return { addressee: null, plural, length: spaces + unnamed[0].length };
}

function readCall(text: string): { addressee: Addressee | null; plural: boolean; rest: string } | null {
  const give = giveCall.exec(text);
  const opening = give ?? call.exec(text);
  if (opening === null) return null;
  let rest = text.slice(opening[0].length);
  let whom: FoundWhom | null = null;
  let any = false;
  for (;;) {
    const number = phone.exec(rest);
    const next: FoundWhom | null = number === null && whom === null ? readWhom(rest.replace(/^\(/, ' ')) : null;
    if (number === null && next === null) break;
    any = true;
    whom = next ?? whom;
    rest = rest.slice(number?.[0].length ?? next?.length ?? 0).replace(/^\s*\)/, '');
  }
  if (give !== null) {
    const end = aCall.exec(rest);
    if (end === null) return null;
    rest = rest.slice(end[0].length);
    rest = rest.slice(phone.exec(rest)?.[0].length ?? 0);
  }
  // "call to say that …" names nobody; "call quality will be tested" is no order to call.
  if (!any && !/^(?:to|and|about)\b/i.test(rest)) return null;
  rest = rest.slice(joint.exec(rest)?.[0].length ?? 0);
  return { addressee: whom?.addressee ?? null, plural: whom?.plural ?? false, rest };
}

function readVerb(text: string): Head | null {
  const match = verb.exec(text);
  if (match === null) return null;
  const word = (match[1] as string).toLowerCase();
  const tail = text.slice(match[0].length);
  // One confirms or says something, never somebody: "confirm her appointment".
  const whom = /^(?:say|confirm|announce|explain|check|verify)$/.test(word) ? null : readWhom(tail);
  if (whom !== null) {
    const rest = tail.slice(whom.length).replace(/^\s+/, '');
    const { addressee, plural } = whom;
    if (word === 'let' && !/^know\b/i.test(rest)) return { addressee, infinitive: '', plural, sure: false, rest: text };
    // "tell Mr Zhang: the meeting is at nine" gives words, not a clause.
    if (/^[,:]/.test(rest)) {
      return { addressee, infinitive: ':', plural, sure: true, rest: rest.replace(/^[,:\s]+/, '') };
    }
    return { addressee, infinitive: `${word} you`, plural, sure: true, rest };
  }
  const alone = VERBS_ALONE[word];
  if (alone === undefined) {
    // Who is to be told was not understood: "tell bob …".
    return { addressee: null, infinitive: '', plural: false, sure: false, rest: tail === '' ? text : tail };
  }
  return { addressee: null, infinitive: alone, plural: true, sure: true, rest: tail };
}

function putSentence(sentence: string, index: number, head: Head): PutSentence | null {
  // A further order of the same kind: "Ask him to bring the contract."
  const further = index === 0 ? null : readVerb(sentence.replace(polite, '').replace(/^(?:also|and|then)\s+/i, ''));
  if (further?.sure && /you\b/.test(further.infinitive)) {
    const turned = turnToCallee(further.rest, head);
    if (turned === null) return null;
    return put(`I am also calling to ${further.infinitive} ${turned}`, stated(further.infinitive, turned));
  }
  const turned = turnToCallee(sentence, head);
  if (turned === null) return null;
  if (index > 0) return put(capitalised(turned));
  switch (head.infinitive) {
    case 'calling':
      return put(`I am calling ${lowerFirst(turned)}`);
    case 'to':
      return put(`I am calling to ${lowerFirst(turned)}`);
    case '':
    case ':':
      if (head.infinitive === '' && /\b(?:you|your)\b|^please\b/i.test(turned)) return put(capitalised(turned));
      return put(`The message for you is, ${lowerFirst(turned)}`, capitalised(turned));
    default: {
      const clause = turned.replace(/^[,:\s]+/, '');
      return put(`I am calling to ${head.infinitive} ${clause}`, stated(head.infinitive, clause));
    }
  }
}

function put(matter: string, statement: string | null = null): PutSentence {
  const ended = withFullStop(matter, 'en');
  return { matter: ended, statement: statement === null ? ended : withFullStop(statement, 'en') };
}

/** A clause that was told, as a sentence of its own; null where it is none: "to ask you whether …". */
function stated(infinitive: string, clause: string): string | null {
  if (!/^(?:tell|inform|notify|remind|let|advise|alert|warn|update|assure|say|announce|explain)\b/.test(infinitive))
    return null;
  return capitalised(clause.replace(/^(?:know\s+)?(?:(?:that|of|about|to)\s+)?/i, ''));
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Articles and the like lose their capital inside a sentence; names keep theirs. */
function lowerFirst(text: string): string {
  return text.replace(/^(?:The|A|An|This|That|Your|You|Please|It|There|We|Our|All|To|About|Regarding)\b/, (word) =>
    word.toLowerCase(),
  );
}

const AGREEMENT: Readonly<Record<string, string>> = {
  is: 'are',
  was: 'were',
  has: 'have',
  does: 'do',
  "isn't": "aren't",
  "wasn't": "weren't",
  "hasn't": "haven't",
  "doesn't": "don't",
};
const NO_VERBS = new Set(['always', 'perhaps', 'sometimes', 'besides', 'nevertheless', 'his', 'this', 'as']);
const AFTER_OBJECT =
  /^(?:\s+(?:to|at|on|in|by|for|from|about|that|if|when|whether|know|and|or|but|before|after|as|with|of|a|an|the|this|tomorrow|today|tonight|back|up|out|not|please|because|so|again|now|soon|immediately|directly|via|until|is|are|will|can|should|must)\b|\s*[.,;:!?)”]|\s*$)/i;

/** Says a clause about the callee to the callee, or null where it is not sure who is who. */
function turnToCallee(clause: string, head: Head): string | null {
  if (FIRST_PERSON.test(clause)) return null;
  // Of a relative: "he" is the callee or the one whose relative they are.
  if (head.addressee?.relation === true && /\b(?:he|she|him|her|his|hers)\b/i.test(clause)) return null;
  const another = ANOTHER_PERSON.exec(clause)?.index ?? Number.POSITIVE_INFINITY;
  let unsure = false;
  const pronouns = pronounsOf(head);
  const heard = (offset: number): void => {
    if (offset > another) unsure = true;
  };
  const turned = clause
    .replace(
      /\b(is|was|has|does)(\s+)(he|she|they)\b/gi,
      (all, word: string, gap: string, who: string, offset: number) => {
        if (!pronouns.has(who.toLowerCase())) return all;
        heard(offset);
        return `${AGREEMENT[word.toLowerCase()] as string}${gap}you`;
      },
    )
    .replace(
      /\b(he|she|they)(['’]s|['’]re)?\b(\s+)?([a-z]+(?:n['’]t)?)?/gi,
      (all, who: string, short, gap, next, offset: number) => {
        if (!pronouns.has(who.toLowerCase())) return all;
        heard(offset);
        if (short !== undefined) return `you're${gap ?? ''}${next ?? ''}`;
        if (next === undefined) return `you${gap ?? ''}`;
        const agreed = who.toLowerCase() === 'they' ? next : agree(next as string);
        if (agreed === null) unsure = true;
        return `you${gap ?? ''}${agreed ?? next}`;
      },
    )
    .replace(
      /\b(him|her|them|his|hers|their|theirs|himself|herself|themselves)\b/gi,
      (all, word: string, offset: number, text: string) => {
        const lower = word.toLowerCase();
        if (!pronouns.has(lower)) return all;
        heard(offset);
        if (lower.endsWith('self') || lower.endsWith('selves')) return 'yourself';
        if (lower === 'him' || lower === 'them') return 'you';
        const object = AFTER_OBJECT.test(text.slice(offset + word.length));
        if (lower === 'hers' || lower === 'theirs') return 'yours';
        if (lower === 'her') return object ? 'you' : 'your';
        return object && lower === 'his' ? 'yours' : 'your';
      },
    );
  return unsure ? null : turned.replace(/^you\b/, (word) => (/^[A-Z]/.test(clause) ? capitalised(word) : word));
}

/** Which pronouns mean the callee: a Mr Zhang is no she, and they are others where one person was named. */
function pronounsOf(head: Head): ReadonlySet<string> {
  const he = ['he', 'him', 'his', 'himself'];
  const she = ['she', 'her', 'hers', 'herself'];
  const they = ['they', 'them', 'their', 'theirs', 'themselves'];
  const name = head.addressee?.asked ?? '';
  if (head.addressee === null) return new Set(head.plural ? they : [...he, ...she]);
  if (/^(?:Mr|Sir|Father|Lord)\b/.test(name)) return new Set(he);
  if (/^(?:Mrs|Ms|Miss|Madam|Sister|Lady)\b/.test(name)) return new Set(she);
  return new Set([...he, ...she]);
}

/** The verb after he or she, as it stands after you. Null where the word may be something else. */
function agree(word: string): string | null {
  const lower = word.toLowerCase().replace('’', "'");
  const irregular = AGREEMENT[lower];
  if (irregular !== undefined) return irregular;
  if (NO_VERBS.has(lower)) return null;
  if (!/[^su]s$/.test(lower)) return word;
  if (/[^aeiou]ies$/.test(lower)) return `${word.slice(0, -3)}y`;
  if (/(?:ch|sh|x|z|o)es$/.test(lower)) return word.slice(0, -2);
  return word.slice(0, -1);
}
