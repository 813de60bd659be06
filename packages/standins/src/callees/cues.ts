/**
 * What a person catches of what the AI says, by signs that any caller gives, whatever its exact words: a person who listens with half
 * an ear. Mandarin and English are told by the same table, for people hear both.
 */
export const CUES = [
  /** Says goodbye. */
  'goodbye',
  /** Asks whom it speaks to: 请问是…吗, am I speaking with …? */
  'asks_identity',
  /** Asks whether anybody is there: 喂？, are you still there? */
  'asks_presence',
  /** Asks whether there is anything else, or whether to say it again. */
  'asks_more',
  /** Asks whether it was understood. */
  'asks_understood',
  /** Any other question. */
  'asks',
  /** Tells a matter. */
  'tells',
  /** Says who, or what, it is. */
  'introduces',
  /** Says sorry. */
  'apologises',
  /** Says hello. */
  'greets',
  /** 好的, thank you, one moment: nothing that wants an answer. */
  'acknowledges',
] as const;

export type Cue = (typeof CUES)[number];

/** A sentence is taken for the first of these that it matches; `asks` and `tells` are what remains. */
const SIGNS: readonly [Cue, RegExp][] = [
  ['goodbye', /再见|再会|拜拜|goodbye|good bye|\bbye\b|have a (good|great|nice|lovely|wonderful)|take care/i],
  [
    'asks_presence',
    /^喂+[，,]?(?:您好|你好)?$|(?:听得|能听)(?:到|见|清)|(?:还|您|你)在(?:吗|听)|are you (?:still )?there|can you hear|anybody there|anyone there|^hello$/i,
  ],
  [
    'asks_more',
    /(?:还有|有没有)(?:什么|别的|其他|其它|问题|疑问|不清楚)|(?:再|重复).{0,6}(?:遍|次|复).{0,3}[吗么]|anything else|any (?:other |more |further )?questions|(?:want|like|need) me to (?:repeat|say)|(?:shall|should) i (?:repeat|say)/i,
  ],
  [
    'asks_identity',
    /(?:请问|您|你|这里|这边|对方)(?:就|(?<!是否)是|找)(?!否|不是|要|想|说|有|方便|需要).{0,20}(?:[吗么吧]|本人)|是.{1,10}本人|贵姓|怎么称呼|哪一?位|(?:speaking|talking) (?:with|to)|(?:may|can|could|might) i (?:please )?(?:speak|talk)|\bis (?:this|that|it) (?!a (?:good|bad)|clear|ok|okay|right|correct|fine)|\bare you (?!still|able|there|free|available|ok|okay|sure|ready|in|at|on|going|coming|happy|interested|aware)|如果您是|\bif you are\b|who am i/i,
  ],
  [
    'asks_understood',
    /(?:清楚|明白|收到|记住|记下|知道|了解|听懂|听清)[^。！]{0,4}[吗么没]|is (?:that|this|it) (?:clear|correct|right)|(?:did|do) you (?:get|catch|understand|hear)|got (?:that|it)|make sense|confirm (?:that|this|you)/i,
  ],
];

const QUESTION =
  /[?？]$|[吗呢么]$|^(?:what|when|where|who|why|how|which|do|does|did|is|are|can|could|would|will|may|shall)\b/i;

const TELLING = /通知|告诉|告知|转告|提醒|let you know|tell you|inform|remind|notify|message (?:is|for)|notice/i;
const INTRODUCING =
  /我是|这里是|这边是|我叫|助手|助理|人工智能|机器人|(?<![a-z])ai(?![a-z])|\bi(?:'|’)?m (?:an? |the )?|\bi am (?:an? |the )?(?:ai|automated|virtual|assistant|bot)|assistant|calling (?:from|on behalf|for)|my name is/i;
const APOLOGISING = /抱歉|对不起|不好意思|打扰|打错|sorry|apolog|wrong number|my mistake/i;
const GREETING = /^(?:喂|您好|你好|哈[喽啰]|上午好|下午好|早上好|晚上好|hi|hello|good (?:morning|afternoon|evening))/i;
const ACKNOWLEDGING =
  /^(?:好的?|好吧|行|嗯|明白|知道|了解|收到|没关系|没事|不客气|不用谢|谢谢|感谢|非常感谢|多谢|稍等|请稍等|请稍候|那就?不|ok(?:ay)?|all right|alright|right|sure|thanks|thank you|no problem|never mind|of course|certainly|you(?:'|’)re welcome|i see|i understand|understood|one moment|just a moment)/i;
/** Shorter than this nothing can be told: 明天开会 has four. */
const LEAST_TELLING = 4;

/** The cues of everything that was heard in one turn. Empty where no words were made out. */
export function cuesOf(heard: string): ReadonlySet<Cue> {
  const cues = new Set<Cue>();
  for (const sentence of sentencesOf(heard)) {
    for (const cue of cuesOfSentence(sentence)) cues.add(cue);
  }
  return cues;
}

/** With their question marks and without other marks. A point between digits (9.30) does not end a sentence. */
function sentencesOf(heard: string): string[] {
  return heard
    .replace(/\s+/g, ' ')
    .replace(/\b([AaPp])\.[Mm]\.(?=\s+\p{Lu}|$)/gu, '$1m.')
    .replace(/\b([AaPp])\.[Mm]\./g, '$1m')
    .split(/(?<=[?？])|[。！!；;]|(?<!\b(?:Mr|Mrs|Ms|Dr))\.(?!\d)/)
    .map((sentence) => sentence.trim().replace(/[，,、：:—-]+$/, ''))
    .filter((sentence) => /[\p{L}\p{N}]/u.test(sentence));
}

function cuesOfSentence(sentence: string): Cue[] {
  const bare = sentence.replace(/[?？]+$/, '');
  for (const [cue, sign] of SIGNS) {
    if (sign.test(bare)) return [cue];
  }
  if (QUESTION.test(sentence)) return ['asks'];
  if (TELLING.test(bare)) return INTRODUCING.test(bare) ? ['introduces', 'tells'] : ['tells'];
  if (APOLOGISING.test(bare)) return ['apologises'];
  if (INTRODUCING.test(bare)) return ['introduces'];
  const rest = bare.replace(GREETING, '').replace(/^[\s，,]+/, '');
  if (rest !== bare) return lengthOf(rest) < LEAST_TELLING ? ['greets'] : ['greets', ...cuesOfSentence(rest)];
  return ACKNOWLEDGING.test(bare) || lengthOf(bare) < LEAST_TELLING ? ['acknowledges'] : ['tells'];
}

/** In hanzi and words. */
function lengthOf(text: string): number {
  return text.match(/\p{Script=Han}|(?:(?!\p{Script=Han})[\p{L}\p{N}'’])+/gu)?.length ?? 0;
}
