import { type CalleeDirectory, type EndReason, type Language, type Random, seededRandom } from '@ringback/engine';
import { BEHAVIOURS, type Behaviour, type BehaviourId, type Phone } from './behaviours.js';

/** Who is at a number. */
export interface SimulatedCallee {
  /** E.164. */
  number: string;
  behaviour: BehaviourId;
  /** What it speaks. */
  language: Language;
  description: Record<Language, string>;
  /** How a well conducted call ends that asks for somebody by name. */
  endReason: EndReason;
}

type Known = Behaviour & { id: BehaviourId };

/**
 * The first ten behaviours have 1380013800x, the other ten 1390013900x; in English all of them have +1 202 555 01xx, which the North
 * American numbering plan keeps for fiction.
 */
function documentedNumbers(index: number): [zh: string, en: string] {
  const chinese = index < 10 ? `+86138001380${digits(index)}` : `+86139001390${digits(index - 10)}`;
  return [chinese, `+120255501${digits(index)}`];
}

function digits(index: number): string {
  return String(index).padStart(2, '0');
}

/** Every documented number: those of Mandarin first, in the order of the numbers. */
export const SIMULATED_CALLEES: readonly SimulatedCallee[] = (['zh', 'en'] as const).flatMap((language) =>
  BEHAVIOURS.map((behaviour, index) =>
    describe(documentedNumbers(index)[language === 'zh' ? 0 : 1], behaviour, language),
  ),
);

function describe(number: string, { id, description, endReason }: Known, language: Language): SimulatedCallee {
  return { number, behaviour: id, language, description, endReason };
}

const DOCUMENTED: ReadonlyMap<string, Known> = new Map(
  BEHAVIOURS.flatMap((behaviour, index) => documentedNumbers(index).map((number) => [number, behaviour] as const)),
);

/** Where Mandarin is spoken: mainland China, Taiwan, Macao and Hong Kong. */
const MANDARIN = /^\+(?:86|886|853|852)/;

/**
 * Off the pitch of 50 that the assistant has; the two voices of one number lie on either side of it. Few, so that what one callee says
 * was often synthesised for another one already.
 */
const LOW_VOICES = [
  { pitch: 22, rate: 165 },
  { pitch: 33, rate: 190 },
] as const;
const HIGH_VOICES = [
  { pitch: 67, rate: 165 },
  { pitch: 82, rate: 190 },
] as const;

const DEFAULT_SEED = 138;

export interface SimulatedCalleesOptions {
  /** A whole number; another one gives the undocumented numbers other callees. */
  seed?: number;
}

/**
 * Who answers which number: a documented behaviour ({@link SIMULATED_CALLEES}), or for any other number one that is drawn from the number
 * and the seed, the same in every run and on every machine.
 */
export function simulatedCallees(options: SimulatedCalleesOptions = {}): CalleeDirectory {
  return {
    find(to) {
      const { behaviour, phone } = draw(to, options);
      return behaviour.pickup(phone);
    },
  };
}

/** Whom `simulatedCallees` with the same options has at a number (E.164). */
export function simulatedCalleeAt(to: string, options: SimulatedCalleesOptions = {}): SimulatedCallee {
  const { behaviour, phone } = draw(to, options);
  return describe(to, behaviour, phone.language);
}

function draw(to: string, { seed = DEFAULT_SEED }: SimulatedCalleesOptions): { behaviour: Known; phone: Phone } {
  const random = seededRandom(hash(to) ^ seed);
  const drawn = drawBehaviour(random);
  return { behaviour: DOCUMENTED.get(to) ?? drawn, phone: drawPhone(to, random) };
}

function drawPhone(to: string, random: Random): Phone {
  const language = MANDARIN.test(to) ? 'zh' : 'en';
  const afterMs = Math.round(1_500 + random() * 2_000);
  const lowFirst = random() < 0.5;
  const [low, high] = [oneOf(LOW_VOICES, random), oneOf(HIGH_VOICES, random)];
  const [first, other] = lowFirst ? [low, high] : [high, low];
  return { language, voice: { language, ...first }, otherVoice: { language, ...other }, afterMs };
}

function drawBehaviour(random: Random): Known {
  const whole = BEHAVIOURS.reduce((sum, { weight }) => sum + weight, 0);
  let left = random() * whole;
  for (const behaviour of BEHAVIOURS) {
    left -= behaviour.weight;
    if (left < 0) return behaviour;
  }
  return BEHAVIOURS[0];
}

function oneOf<T>(choices: readonly T[], random: Random): T {
  return choices[Math.floor(random() * choices.length)] as T;
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  return value >>> 0;
}
