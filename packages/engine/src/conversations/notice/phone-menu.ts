/** A phone menu, read from its words. */
export interface PhoneMenu {
  /** The key that suits reaching a person best; null where staying on the line does. */
  key: string | null;
}

const DIGITS: Readonly<Record<string, string>> = {
  零: '0',
  〇: '0',
  一: '1',
  二: '2',
  两: '2',
  三: '3',
  四: '4',
  五: '5',
  六: '6',
  七: '7',
  八: '8',
  九: '9',
  井号: '#',
  井: '#',
  星号: '*',
  星: '*',
  米字: '*',
  zero: '0',
  one: '1',
  two: '2',
  three: '3',
  four: '4',
  five: '5',
  six: '6',
  seven: '7',
  eight: '8',
  nine: '9',
  pound: '#',
  hash: '#',
  star: '*',
};

const CHOICE =
  /(?:请(?:您)?(?:直接)?)?(?:按|拨|选)(?:数字|键)?\s*([0-9*#]|[零〇一二两三四五六七八九]|井号?|星号?|米字)(?![0-9点号月个遍次下])\s*(?:键|号键)?|\b(?:press|dial|push|say|hit|enter|select|choose)(?: or (?:press|say))?(?: the)?(?: (?:number|key|button|digit))?\s+([0-9*#]|zero|one|two|three|four|five|six|seven|eight|nine|pound|hash|star)\b(?: (?:key|button|sign))?/gu;
/** Words of a machine: 按1 alone may be somebody's talk. */
const OF_A_MENU =
  /请(?:您)?(?:直接)?[按拨]|(?:服务|咨询|查询|办理|转接|人工|继续|接通|接听|返回|业务|投诉|分机|帮助).{0,3}[按拨]|[按拨].{1,3}(?:键)?.{0,2}(?:转|接|人工|继续|进入)|欢迎致电|\b(?:press|dial|push|hit)\b/u;
const A_PERSON =
  /人工|客服|话务|总机|前台|接线|坐席|座席|operator|agent|representative|receptionist|reception|front desk|(?:speak|talk) (?:to|with)|someone|somebody|a person|associate|attendant|team member|live|human/;
const TO_GO_ON =
  /继续|接通|接听|接受|确认|连接|continue|connect|accept|proceed|be connected|take (?:the|this) call|put (?:me|you) through/;
const OTHERWISE = /其他|其它|other|everything else|all else|general/;
const AN_ANSWER_WITHOUT =
  /(?:stay|remain|hold) on the line|please hold|do nothing|otherwise (?:stay|hold)|请(?:不要挂机|稍候|稍等|保持|在线等)|无需按键/;

/** Reads a phone menu: null where the words are none. `words` are in lower case, NFKC. */
export function readMenu(words: string): PhoneMenu | null {
  const choices = [...words.matchAll(CHOICE)];
  if (choices.length === 0 || !OF_A_MENU.test(words)) return null;
  const options = describe(words, choices);
  const best =
    options.find(({ about }) => A_PERSON.test(about)) ??
    (AN_ANSWER_WITHOUT.test(words) && A_PERSON.test(words) ? 'stay' : undefined) ??
    options.find(({ about }) => TO_GO_ON.test(about)) ??
    (options.length === 1 ? options[0] : undefined) ??
    options.find(({ key }) => key === '0') ??
    (AN_ANSWER_WITHOUT.test(words) ? 'stay' : undefined) ??
    options.find(({ about }) => OTHERWISE.test(about)) ??
    options[0];
  return { key: best === 'stay' || best === undefined ? null : best.key };
}

/** Each key with the words that say what it is for: before it ("for sales, press 1") or after it ("按1转人工"), as the menu has it. */
function describe(words: string, choices: readonly RegExpMatchArray[]): { key: string; about: string }[] {
  const spans = choices.map((match, index) => {
    const start = match.index as number;
    const end = start + match[0].length;
    const previous = index === 0 ? undefined : choices[index - 1];
    const before = words.slice(previous === undefined ? 0 : (previous.index as number) + previous[0].length, start);
    const after = words.slice(end, choices[index + 1]?.index ?? words.length);
    const said = (match[1] ?? match[2]) as string;
    return { key: DIGITS[said] ?? said, before, after };
  });
  const first = spans[0] as { before: string; after: string };
  const lead = lastClause(first.before)
    .replace(/请(?:您)?(?:直接)?|欢迎.*|please|您好|你好/gu, '')
    .trim();
  const named = /\b(?:for|to|if)\b/.test(lead) || /\p{Script=Han}{2,}/u.test(lead);
  return spans.map(({ key, before, after }) => ({ key, about: named ? lastClauses(before) : firstClause(after) }));
}

function lastClause(text: string): string {
  return lastClauses(text, 1);
}

/** The last words before a key: two clauses, since a pause may stand between what it is for and the key. */
function lastClauses(text: string, count = 2): string {
  const clauses = text.split(/[,，。.;；!！?？:：]/u).filter((clause) => clause.trim() !== '');
  return clauses.slice(-count).join(' ');
}

function firstClause(text: string): string {
  return (
    text.split(/[。.;；!！?？]| or (?:stay|hold|remain|wait)| otherwise |或(?:者)?(?:请)?(?:稍|保持|在线)/u)[0] ?? ''
  );
}
