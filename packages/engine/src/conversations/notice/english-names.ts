import type { FoundName } from './chinese-names.js';

const TITLES =
  'Mr|Mrs|Ms|Miss|Mx|Dr|Doctor|Prof|Professor|Sir|Madam|Captain|Capt|Judge|Coach|Father|Sister|Reverend|Rev|Senator|Nurse|Officer|Lady|Lord|Dean|Principal|Director|Manager|Chef';
const STANDINGS =
  'patient|student|customer|client|tenant|guest|member|applicant|candidate|employee|subscriber|policyholder|borrower|passenger|colleague|driver|landlord|landlady|owner';
const RELATIONS =
  'family|parents?|mother|father|mom|mum|dad|wife|husband|spouse|son|daughter|guardians?|caregivers?|carer|assistant|secretary|relatives?|brother|sister|partner|office|next of kin|emergency contact';
/** Roles by which a person can be asked for without a name. */
const ROLES_ALONE =
  'manager|landlord|landlady|principal|director|receptionist|headmaster|head teacher|supervisor|owner';
/** Capitalised words that are no names. */
const NO_NAMES = new Set(
  'I,I’m,I’ll,A,An,The,This,That,These,Those,It,Its,His,Her,Their,Your,Our,My,He,She,They,We,You,There,All,Every,Everyone,Everybody,Anyone,Someone,No,Not,Please,To,Of,On,In,At,By,For,From,And,Or,But,If,When,Tomorrow,Today,Tonight,Monday,Tuesday,Wednesday,Thursday,Friday,Saturday,Sunday,January,February,March,April,May,June,July,August,September,October,November,December,Meeting,Order,Class,School,Flight,Staff,Employees,Customers,Residents,Members,Tenants,Parents,Students,Patients,Mr,Mrs,Ms,Miss,Mx,Dr,Prof,How,What,Why,Where,Who,Whether,As,About,Because,Is,Are,Was,Will,Happy,Merry,Dear,Hi,Hello,Christmas'.split(
    ',',
  ),
);

const NAME_WORD = "\\p{Lu}[\\p{L}'’-]*\\.?";
const titled = new RegExp(
  `^(?:the )?(?:(?:${STANDINGS}) )?(${TITLES})\\b\\.? ?((?:${NAME_WORD})(?: ${NAME_WORD}){0,2})`,
  'u',
);
const bare = new RegExp(`^(?:(?:the |our |my )?(?:${STANDINGS}) )?((?:${NAME_WORD})(?: ${NAME_WORD}){0,2})`, 'u');
const possessed = new RegExp(`^(?:['’]s?) (${RELATIONS})\\b`, 'iu');
const relationOf = new RegExp(`^the (${RELATIONS}) of (?:the )?(?:(?:${STANDINGS}) )?`, 'iu');
const role = new RegExp(`^the (${ROLES_ALONE})\\b(?!'|’| of)`, 'iu');

/** Finds the English name, or the title, that a text begins with. Null where there is none, or where it is not sure. */
export function findEnglishName(text: string): FoundName | null {
  const of = relationOf.exec(text);
  if (of !== null) {
    const person = findPerson(text.slice(of[0].length));
    if (person === null) return null;
    const asked = `the ${(of[1] as string).toLowerCase()} of ${person.asked}`;
    const length = of[0].length + person.length;
    return { addressee: { name: text.slice(0, length), asked, names: person.names, relation: true }, length };
  }
  const person = findPerson(text);
  if (person !== null) {
    const relation = possessed.exec(text.slice(person.length));
    if (relation !== null) {
      const asked = `the ${(relation[1] as string).toLowerCase()} of ${person.asked}`;
      const length = person.length + relation[0].length;
      return { addressee: { name: text.slice(0, length), asked, names: person.names, relation: true }, length };
    }
    // "tell John's landlord …": somebody else, and who is not sure.
    if (/^['’]/u.test(text.slice(person.length))) return null;
    const { asked, names, length } = person;
    return { addressee: { name: text.slice(0, length), asked, names, relation: false }, length };
  }
  const found = role.exec(text);
  if (found === null) return null;
  const asked = found[0].toLowerCase();
  return { addressee: { name: found[0], asked, names: [], relation: false }, length: found[0].length };
}

function findPerson(text: string): { asked: string; names: string[]; length: number } | null {
  const withTitle = titled.exec(text);
  if (withTitle !== null) {
    const [whole, title, words] = withTitle as unknown as [string, string, string];
    const kept = nameWords(words);
    if (kept.length > 0) {
      const length = whole.length - words.length + kept.join(' ').length;
      return { asked: `${title} ${kept.join(' ')}`, names: lower(kept), length };
    }
  }
  const withoutTitle = bare.exec(text);
  if (withoutTitle === null) return null;
  const [whole, words] = withoutTitle as unknown as [string, string];
  const kept = nameWords(words);
  if (kept.length === 0) return null;
  return { asked: kept.join(' '), names: lower(kept), length: whole.length - words.length + kept.join(' ').length };
}

/** The words up to the first that is no name; a possessive ends a name and is not part of it. */
function nameWords(words: string): string[] {
  const kept: string[] = [];
  for (const word of words.split(' ')) {
    const bareWord = word.replace(/\.$/, '').replace(/['’]s?$/u, '');
    if (NO_NAMES.has(bareWord)) break;
    // A single capital with a stop is an initial; any other stop ends the sentence.
    kept.push(/^\p{Lu}\.$/u.test(word) ? word : bareWord);
    if (bareWord !== word && !/^\p{Lu}\.$/u.test(word)) break;
  }
  return kept;
}

function lower(words: string[]): string[] {
  return [...new Set([words.join(' ').toLowerCase(), ...words.map((word) => word.toLowerCase().replace(/\.$/, ''))])];
}
