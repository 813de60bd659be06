import type { EndReason, Language, Pickup, Voice } from '@ringback/engine';
import { PhoneMenu, Silent, Voicemail } from './machines.js';
import * as people from './people.js';
import { Person } from './person.js';
import type { Script } from './script.js';

/** What follows from a number beside its behaviour. */
export interface Phone {
  language: Language;
  voice: Voice;
  /** Of whoever is brought to the phone. */
  otherVoice: Voice;
  /** How long it rings before something happens. */
  afterMs: number;
}

export interface Behaviour {
  id: string;
  description: Record<Language, string>;
  /** How a call ends that is well conducted and asks for somebody by name. */
  endReason: EndReason;
  /** How often it is drawn for a number that is not documented, out of the sum of all. */
  weight: number;
  pickup(phone: Phone): Pickup;
}

function person(script: Script): Behaviour['pickup'] {
  return ({ language, voice, otherVoice, afterMs }) => ({
    kind: 'answers',
    afterMs,
    callee: (line) => new Person(line, { script, language, voice, otherVoice }),
  });
}

/** In the order of their documented numbers. */
export const BEHAVIOURS = [
  {
    id: 'confirms',
    description: { zh: '接听，确认身份，听完通知后确认', en: 'answers, says who they are and confirms' },
    endReason: 'completed',
    weight: 30,
    pickup: person(people.confirms),
  },
  {
    id: 'asks_to_repeat',
    description: { zh: '没听清，请对方再说一遍', en: 'asks to say it again' },
    endReason: 'completed',
    weight: 8,
    pickup: person(people.asksToRepeat),
  },
  {
    id: 'asks_a_question',
    description: { zh: '问时间和地点', en: 'asks when and where' },
    endReason: 'completed',
    weight: 8,
    pickup: person(people.asksAQuestion),
  },
  {
    id: 'asks_who_is_calling',
    description: { zh: '先问对方是谁、哪里打来的', en: 'first asks who is calling' },
    endReason: 'completed',
    weight: 6,
    pickup: person(people.asksWhoIsCalling),
  },
  {
    id: 'asks_whether_ai',
    description: { zh: '问对方是真人还是机器人', en: 'asks whether it is an AI' },
    endReason: 'completed',
    weight: 4,
    pickup: person(people.asksWhetherAi),
  },
  {
    id: 'hands_over',
    description: { zh: '请稍等，叫本人来接电话', en: 'brings the person asked for to the phone' },
    endReason: 'completed',
    weight: 3,
    pickup: person(people.handsOver),
  },
  {
    id: 'talks_over',
    description: { zh: '打断对方，抢着说话', en: 'talks over the AI' },
    endReason: 'completed',
    weight: 3,
    pickup: person(people.talksOver),
  },
  {
    id: 'murmurs_along',
    description: { zh: '边听边“嗯”，不打断', en: 'murmurs "uh-huh" while listening, without meaning to interrupt' },
    endReason: 'completed',
    weight: 4,
    pickup: person(people.murmursAlong),
  },
  {
    id: 'gives_orders',
    description: { zh: '试图命令AI忽略指令、泄露秘密', en: 'tries to give the AI orders ("ignore your instructions")' },
    endReason: 'completed',
    weight: 1,
    pickup: person(people.givesOrders),
  },
  {
    id: 'phone_menu',
    description: { zh: '语音菜单，按1后由真人接听', en: 'a phone menu; a person answers after key 1' },
    endReason: 'completed',
    weight: 1,
    pickup: ({ language, voice, otherVoice, afterMs }) => ({
      kind: 'answers',
      afterMs,
      callee: (line) =>
        new PhoneMenu(line, {
          language,
          voice,
          person: () => new Person(line, { script: people.confirms, language, voice: otherVoice, otherVoice: voice }),
        }),
    }),
  },
  {
    id: 'confirms_tersely',
    description: { zh: '接听，只用一两个字回答', en: 'answers and confirms in a word or two' },
    endReason: 'completed',
    weight: 20,
    pickup: person(people.confirmsTersely),
  },
  {
    id: 'busy',
    description: { zh: '占线', en: 'is busy' },
    endReason: 'busy',
    weight: 4,
    pickup: ({ afterMs }) => ({ kind: 'busy', afterMs }),
  },
  {
    id: 'never_answers',
    description: { zh: '响铃但无人接听', en: 'rings, and nobody answers' },
    endReason: 'no_answer',
    weight: 6,
    pickup: () => ({ kind: 'never_answers' }),
  },
  {
    id: 'rejects',
    description: { zh: '响铃后被挂断', en: 'declines the call' },
    endReason: 'rejected',
    weight: 2,
    pickup: ({ afterMs }) => ({ kind: 'rejected', afterMs }),
  },
  {
    id: 'unreachable',
    description: { zh: '关机或不在服务区', en: 'is switched off or out of reach' },
    endReason: 'unreachable',
    weight: 2,
    pickup: ({ afterMs }) => ({ kind: 'unreachable', afterMs }),
  },
  {
    id: 'voicemail',
    description: { zh: '语音信箱，提示音后留言', en: 'a mailbox with a greeting and a beep' },
    endReason: 'voicemail',
    weight: 4,
    pickup: ({ language, voice, afterMs }) => ({
      kind: 'answers',
      afterMs,
      callee: (line) => new Voicemail(line, { language, voice }),
    }),
  },
  {
    id: 'wrong_person',
    description: { zh: '接听的是别人，打错了', en: 'is somebody else: a wrong number' },
    endReason: 'wrong_number',
    weight: 2,
    pickup: person(people.wrongPerson),
  },
  {
    id: 'hangs_up_mid_sentence',
    description: { zh: '对方话没说完就挂断', en: 'hangs up in the middle of a sentence' },
    endReason: 'callee_hung_up',
    weight: 2,
    pickup: person(people.hangsUpMidSentence),
  },
  {
    id: 'asks_never_to_be_called_again',
    description: { zh: '要求以后不要再打来', en: 'asks never to be called again' },
    endReason: 'completed',
    weight: 2,
    pickup: person(people.asksNeverToBeCalledAgain),
  },
  {
    id: 'says_nothing',
    description: { zh: '接听但一言不发', en: 'picks up and says nothing at all' },
    endReason: 'no_response',
    weight: 1,
    pickup: ({ afterMs }) => ({ kind: 'answers', afterMs, callee: (line) => new Silent(line) }),
  },
] as const satisfies readonly Behaviour[];

export type BehaviourId = (typeof BEHAVIOURS)[number]['id'];
