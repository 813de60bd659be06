import type { Addressee } from './addressee.js';
import { clausesOf, type Intent } from './intent.js';

const START =
  '(?:oh|uh|um|uhm|erm|er|ah|well|hi|hello|hey|okay|ok|so|and|sorry|actually|yes|yeah|yep|but|please|why|mm|mhm|uh huh|mm hmm|good (?:morning|afternoon|evening))';
const clause = (words: string): RegExp =>
  new RegExp(
    `^(?:${START} )*(?:${words})(?: (?:sir|ma'am|madam|please|then|now|thanks|thank you|mate|dear|here|indeed))*$`,
  );

const AFFIRM = clause(
  "yes+|yeah+|yep|yup|ya|aye|correct|that's (?:right|correct|me|him|her)|that is (?:right|correct|me)|you're right|speaking|(?:this is|it's|it is|that's|that is|that would be) (?:he|she|him|her|me|(?:the )?owner)|it is|i am|i am (?:he|she|him|her)|i'm (?:he|she|him|her|the owner)|i am the owner|the one and only|indeed|in person|you got (?:him|her|me)|you've got (?:him|her|me)|(?:you are|you're) (?:speaking|talking) (?:to|with) (?:him|her|me)|(?:you are|you're) speaking|absolutely|certainly|of course|definitely|exactly|you are|affirmative|correct you are",
);
/** Weak sounds of assent: an answer where they stand alone. */
const HUM = /^(?:mm+|m+hm+|mm-?hmm?|mhm|uh[ -]?huh|right)$/;
const DENY = clause(
  "no+|nope|nah|not me|i'm not|i am not|it isn't|it's not|it is not|no way|not really|negative|that's not me|that isn't me|not (?:him|her)|not at all|i did not|i didn't|no i don't|no i'm not|no i am not|no it's not|no it isn't|no i didn't|not yet|incorrect|not quite",
);
const GREETING = clause(
  "hello+|hi+|hey+|hullo|good (?:morning|afternoon|evening|day)|can you hear me|anybody there|anyone there|is (?:anybody|anyone|somebody|someone) there|are you there|hello hello|greetings|(?:yes |yeah )?i(?:'m| am) (?:still |right )?here|still here",
);
const ACKNOWLEDGE = clause(
  "ok(?:ay)?|alright|all right|got it|i got (?:it|that)|got that|understood|i understand|i see|sure(?: thing)?|fine|great|perfect|good|cool|noted|will do|sounds good|that's (?:fine|great|good|ok|okay|all|it|everything|perfect|wonderful)|that works|i will|i will (?:be there|come|do (?:it|that))|i'll be there|i'll come|i'll do that|i did|i heard(?: you| that| it)?|heard(?: you)?|clear|loud and clear|crystal clear|no problem|no worries|roger(?: that)?|copy(?: that)?|i have|i do|wonderful|excellent|very good|makes sense|all good|all set|nothing(?: else)?|no that's (?:all|it|everything)|no nothing(?: else)?|nope that's (?:all|it)|that'll be all|that will be all|i'm good|no i'm good|no questions|that is (?:all|it|fine)|fair enough|lovely",
);

type Rule = readonly [Intent, RegExp, unless?: RegExp];

const RELATIONS =
  'wife|husband|mother|father|mom|mum|dad|son|daughter|brother|sister|spouse|partner|assistant|secretary|receptionist|colleague|co-?worker|roommate|flatmate|friend|neighbou?r|girlfriend|boyfriend|boss|office|carer|caregiver|nanny|guardian|grandmother|grandfather|cousin|uncle|aunt';
const THEM = '(?:he|she|they|(?:mr|mrs|ms|miss|dr|doctor|professor)\\.? \\w+)';

const ANYWHERE: readonly Rule[] = [
  // Machines
  [
    'voicemail',
    /(?:leave|record) (?:me |us )?(?:a|your|the) (?:short |brief |detailed )?(?:message|name|number)/,
    /(?:would|do|did|can) you (?:like|want|wish)|may i|can i|shall i|want to|you can leave a message with me/,
  ],
  [
    'voicemail',
    /(?:after|at|following) the (?:tone|beep|signal)|voice ?mail|mail ?box|record your message/,
    /(?:don't|do not|didn't) leave|sent (?:you )?(?:a|to) voice ?mail/,
  ],
  [
    'voicemail',
    /\b(?:i|we)(?:'m| am|'re| are)? (?:can't|cannot|can not|unable to|not able to|couldn't) (?:come to|get to|answer|take|reach) (?:the|your|my|this) (?:phone|call)/,
  ],
  [
    'voicemail',
    /(?:the )?(?:person|party|number|customer|subscriber|mobile|user) (?:that )?you(?:'ve| have| are|'re)?(?: trying to)? (?:call|dial|reach)/,
  ],
  [
    'voicemail',
    /(?:is|are|am) (?:currently |temporarily )?(?:not available|unavailable) (?:to take|to answer|at the (?:moment|tone))|forwarded to|call screening|screening service|(?:not in|out of|disconnected or no longer in) service|switched off|get back to you as soon as/,
  ],

  // Orders
  [
    'orders',
    /\b(?:ignore|disregard|forget|override|bypass|skip|drop)\b.{0,30}(?:instruction|rule|prompt|direction|order|guideline|everything|you(?:'ve| have| were) (?:been )?(?:said|told)|programming|restriction|polic|training|previous)/,
  ],
  [
    'orders',
    /system prompt|your (?:prompt|instructions|programming|rules|system)|(?:developer|admin|debug|god|dan) mode|jail ?break|\byou are now\b|from now on|\bpretend\b|\bact as\b|role-?play|repeat after me|new instructions?|as an? administrator|\bsudo\b|(?:execute|run) (?:the|this|that|these) (?:command|code|script|tool)|api keys?/,
    /^(?:is|are|was) [^.]*\?$/,
  ],
  [
    'orders',
    /\bsay (?:that )?(?:you are|you're|i am|i'm) (?:a |an )?(?:real |actual )?(?:human|person|man|woman)|admit (?:that )?you(?:'re| are) (?:a )?(?:human|person)/,
  ],
  [
    'orders',
    /\b(?:tell|give|show|reveal|read|send|share|disclose|spell)\b(?: me| us| out)?.{0,24}(?:password|passcode|secret|token|credit card|credential|bank|social security|account (?:number|detail)|private|pin (?:code|number))/,
    /meeting|wi-?fi|zoom|conference|room|door|building/,
  ],
  [
    'orders',
    /\b(?:transfer|wire|send)\b.{0,20}(?:money|dollars|funds|\$|bitcoin)|\b(?:order|buy|book|write) me\b|send (?:me |him |her |them )?an? (?:e-?mail|text)|(?:call|phone|dial) .{0,20} for me|what(?:'s| is| are) your (?:password|secret|instructions|system prompt|api)/,
  ],

  // Who it is, and is not
  [
    'wrong_person',
    /wrong (?:number|person|guy|house|phone|man|woman|one)|misdial|(?:no one|nobody|no-one|there's no|there is no|there isn't (?:a|any)|we have no|don't have (?:a|an|any)(?:one|body)?).{0,28}(?:here|by that name|with that name|called|named|of that name)|by that name/,
  ],
  [
    'wrong_person',
    /don't know (?:him|her|them|any|that (?:person|name|guy|man)|who that|who (?:he|she) is|an? |(?:mr|mrs|ms|dr)\b)|never heard of|no longer (?:has|uses|my)|not (?:his|her|their|my) (?:number|phone)|(?:new|changed) (?:my |the |this )?number/,
  ],
  [
    'wrong_person',
    /(?:i'm|i am|it's|it is|this is|that's|you're) not (?:speaking (?:to|with) )?(?:him|her|he|she|the owner|(?:mr|mrs|ms|miss|dr)\b)|this isn't (?:him|her|he|she|(?:mr|mrs|ms|miss|dr)\b)|isn't (?:his|her) (?:phone|number)/,
  ],
  [
    'other_person',
    new RegExp(
      `(?:this is|i'm|i am|it's|speaking is) (?:his|her|their|the|(?:mr|mrs|ms|dr)\\.? \\w+'s|\\w+'s|an?) (?:${RELATIONS})\\b`,
    ),
  ],
  [
    'other_person',
    /on (?:his|her|their) behalf|answering (?:for|his|her)|his phone|her phone/,
    /leave a message|speaking/,
  ],
  [
    'not_here',
    new RegExp(
      `\\b${THEM}(?:'s|'re| is| are| has| just| already)* ?(?:not|isn't|aren't|out|away|gone|unavailable|busy|in a meeting|in a conference|sleeping|asleep|at work|at lunch|on (?:vacation|leave|holiday|another (?:call|line)|a call|a break|the other line)|no longer|left|stepped (?:out|away)|passed away|can't|cannot|doesn't (?:work|live)|moved|travel)`,
    ),
    /i'm not sure|not (?:a|the) problem/,
  ],
  [
    'not_here',
    /\bnot (?:in|here|home|around|available|at (?:home|work|his desk|her desk))(?: right now| at the moment| today| yet)?(?:$|[,.!?;])/,
    /\bi(?:'m| am)\b/,
  ],
  [
    'not_here',
    /leave a message with me|(?:can|may|could|shall) i take a (?:message|note)|(?:would|do) you (?:like|want) (?:to leave|me to take) a message|(?:can|should) i (?:tell|let) (?:him|her|them)/,
  ],

  [
    'do_not_call',
    /\b(?:don't|do not|dont|never|stop|quit|cease)\b(?: you| ever| you ever| even| please)*(?: dare| to)? (?:call|phone|ring|dial|contact|bother|harass|disturb)(?:ing)?\b(?! (?:back|him|her|them|it|yourself|later|a |an |an?other|on (?:him|her)|the (?:police|office|doctor))\b)/,
    /^(?!.*\b(?:again|ever|anymore|any more|never)\b).*(?:\bnow\b|today|tonight|at work|before|during|while|(?:this|so|too) (?:early|late)|at this (?:time|hour))/,
  ],
  [
    'do_not_call',
    /(?:take|remove|delete|scratch|strike) (?:me|my (?:name|number|phone|details)|this number|us) (?:off|from|out)|(?:remove|delete|lose) (?:me|my number|this number)\b|unsubscribe|opt(?:ing)? out|do[ -]not[ -]call (?:list|registry)|no more calls|leave me alone|block(?:ing)? (?:you|this number)|stop (?:the|these|those|your) calls|not (?:to )?call (?:me |this number |here )?(?:again|anymore|any more|ever)/,
  ],
  [
    'busy',
    /\b(?:i'm|i am|we're|we are|bit|kind of|kinda|really|too|very|pretty|a little) (?:a bit |really |very |quite |too |just |actually |currently )*(?:busy|driving|in (?:a|the middle of a?) ?(?:meeting|class|call|movie|conference)?|at work|in class|on another (?:call|line)|at dinner|eating|about to)/,
    /(?:are|is) you|got it/,
  ],
  [
    'busy',
    /(?:call|phone|ring|try)(?: me)?(?: back| again)+(?! .{0,12}(?:ever))|(?:call|phone|ring|try|talk|speak)(?: to)?(?: me| you)? (?:back )?(?:later|tomorrow|tonight|another time|some other time|in (?:a|an|the|\w+) (?:hour|minute|bit|while|afternoon|evening|morning))/,
    /(?:don't|do not|never|stop)\b.{0,14}(?:call|phone|ring|contact)(?:ing)?(?: me| us| this number| here)?(?: back)? (?:again|ever|anymore|any more)|should i|do i|can i|shall i/,
  ],
  [
    'busy',
    /(?:not|isn't|is not) (?:a |the )?(?:very |really )?(?:good|great|best|convenient) time|bad time|can't (?:talk|speak)|cannot (?:talk|speak)|(?:don't|do not) have (?:the )?time|no time|another time|^(?:not now|later)$/,
  ],
  [
    'hold_on',
    /\b(?:hold on|hang on|hold the line|please hold|bear with me|stay on the line|don't hang up)\b|(?:one|just a|wait a|give me a|a) (?:moment|second|sec|minute|min|mo)\b|^(?:okay |ok |oh )?wait\b/,
    /in a (?:minute|second|moment)/,
  ],

  [
    'fetches',
    /let me (?:get|fetch|find|grab|see if|transfer|put|connect|write|check if)|i(?:'ll| will| can| am going to|'m going to) (?:get|fetch|transfer|put|connect|see if|go get|grab) (?:him|her|them|you|mr|mrs|ms|dr|a pen|my)|(?:transferring|connecting|putting) you|while (?:we|i) connect you|(?:agents|representatives|operators|lines) are (?:all )?(?:currently )?busy|your call is important/,
  ],
  [
    'is_ai',
    /(?:are you|is this|is it|is that|am i (?:talking|speaking)|aren't you|isn't (?:this|it)|you(?:'re| are)|sounds? like|this (?:is|must be)|it's|talking to|speaking (?:to|with)).{0,24}\b(?:robot|bot|ai|a\.i|machine|computer|recording|recorded|automated|automatic|human|real|a person|chatbot|artificial|virtual|siri|alexa|chatgpt|gpt|program|living)\b/,
    /right person|the person|human resources/,
  ],
  [
    'is_ai',
    /^(?:\w+ )?(?:a )?(?:robot|bot|ai|machine|robocall|recording|human|computer)\??$|robo ?call|(?:speak|talk) (?:to|with) (?:a |an |some )?(?:human|person|real|live|actual|operator|agent|representative|someone real)|(?:put|get|give me) (?:me )?(?:a |an )?(?:human|real person|person|manager|operator)\b|human being|real (?:person|human)|live (?:person|agent)/,
    /\bi(?:'m| am) (?:not )?(?:a |an )?(?:robot|bot|human|machine|ai)/,
  ],
  [
    'who_is_calling',
    /\bwho(?:'s| is| are| am i)? ?(?:this|calling|you|speaking|there|it|that|we|they)\b(?! (?:meeting|with|for))|who(?:'s| is) (?:on the|asking)|who (?:do you work|are you with|gave you|told you|sent you|asked you|hired)|who (?:am i|is this i'm) (?:speaking|talking)|(?:which|what) (?:company|organi[sz]ation|business)|where (?:are you|is this|you) call(?:ing)? from|what's your name|your name|identify yourself|\bscam|telemarket|\bspam\b|selling something|sales call/,
  ],
  ['who_is_calling', /(?:how|where|who).{0,16}(?:get|got|find|gave|have).{0,8}(?:my|this) (?:phone )?number/],
  ['who_is_calling', /^(?:(?:yes|hello|hi|sorry|uh|and|um) )*who$|^(?:and )?you are$/],
  ['go_on', /\b(?:go on|carry on|keep going|please continue|you can continue)\b|^continue\b/],
  [
    'what_about',
    /what(?:'s| is|s)? (?:this|it|that|this call)(?: all)? (?:about|regarding|concerning|for|in regards? to)|what (?:do|did|can) you want|what(?:'s| is) (?:up|going on|the matter|it)(?:$|[?.,!])|how (?:can|may) i help|why (?:are|did|do) you call|what(?:'s| is) (?:the|your) (?:message|reason|call about|notice)|(?:about|for|regarding) what(?:$|\?)|what (?:message|for|about)(?:$|\?)|what can i do for you|^what is this\??$|how can i (?:assist|be of)/,
    /what (?:is|'s) the message again/,
  ],
  [
    'what_about',
    /(?:^|[,.!;] ?)(?:(?:yes|yeah|okay|ok|sure|hi|hello|alright|uh|um|please)[ ,]*)*(?:go ahead|i'm listening|tell me|what is it|let's hear it|shoot)(?: please)?[.!?]*$/,
  ],
  [
    'repeat',
    /(?:say|tell me|repeat|give me|run|read|what was|what's|what is|go over).{0,16}\bagain\b|come again|again please|^(?:once |one more time |and )?again\b|\brepeat\b|i beg your pardon|^(?:i'm )?(?:pardon|sorry|excuse me|what|huh|eh|come again)(?: me)?[?.!]*$|^(?:sorry|pardon|what|hello|hi|uh|huh)[,.?! ]+(?:what|sorry|pardon|excuse me)[?.! ]*$|one more time|once more/,
  ],
  [
    'repeat',
    /(?:didn't|did not|couldn't|could not|can't|cannot|can not|can barely|don't) (?:quite |really |even )?(?:hear|catch|get (?:that|it|you|any|what)|understand|follow|make (?:that |it )?out)|what (?:was that|did you (?:just )?say|are you saying|do you mean)|speak (?:up|louder|slower|more|slowly|clearly)|louder|slower|slow down|too (?:fast|quiet|quick)|breaking up|bad (?:line|connection|signal|reception)|^say what/,
    /who/,
  ],

  [
    'decline',
    /\bno(?:pe|,)? (?:thanks|thank you|thankyou)|not interested|(?:don't|do not) (?:need|want) (?:any|it|this|that|to)|no need|i'm all set|\bfuck|shut up|go away|get lost|piss off|go to hell|screw you|report you|call(?:ing)? the (?:police|cops)/,
    /don't need to|want to (?:be|come|go|know)/,
  ],
  [
    'acknowledge',
    /(?<!n't )(?<!not )(?<!never )\b(?:got it|understood|sounds good|i got that|will do|thanks for (?:letting me know|calling|telling me|the (?:reminder|call|message|notice|info))|i'll (?:be there|come|do (?:it|that)|make sure|remember))\b/,
  ],
  ['thanks', /\b(?:thanks|thank you|thankyou|cheers|appreciate (?:it|that|the))\b/],
  [
    'goodbye',
    /\b(?:bye|goodbye|good bye|good night|see (?:you|ya)|take care|have a (?:good|nice|great|lovely) (?:day|one|evening|night|weekend|afternoon)|talk to you (?:later|soon)|(?:i'm|i am|i'll) hang(?:ing)? up|(?:gotta|got to|have to|need to|must) (?:go|run|hang up))\b/,
  ],
];

const WHEN =
  /\bwhen\b|what(?:'s| is| was| are)?(?: the)? (?:time|date|day)|which (?:day|date|time)|how (?:long|late|early|soon)|what hour/;
const WHERE =
  /\bwhere\b|which (?:room|building|place|floor|office|address|hotel|branch|school|hospital)|what(?:'s| is| was)?(?: the)? (?:address|location|place|venue|room|building)|how do i get there/;
const WHO = /\b(?:who|whom|whose)\b/;
const INTERROGATIVE =
  /^(?:(?:and|but|so|okay|ok|well|sorry|um|uh|oh|also|yes|yeah) )*(?:why|how|what|which|can|could|do|does|did|is|are|was|will|would|should|shall|may|must)\b|^(?:has|have) (?:i|you|we|they|he|she|it|the|this|there)\b/;
const TIME_WORDS =
  /\b(?:today|tomorrow|tonight|morning|afternoon|evening|noon|o'clock|am|pm|monday|tuesday|wednesday|thursday|friday|saturday|sunday|(?:at|until|till|by) (?:\d|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve))\b/;
const PLACE_WORDS = /\b(?:room|office|building|floor|hotel|hospital|school|online|in person|there|downtown|at the)\b/;

/** What English words mean. `words` are in lower case, with straight apostrophes. */
export function englishIntents(words: string, addressee: Addressee | null): Set<Intent> {
  const found = new Set<Intent>();
  if (!/[a-z]/.test(words)) return found;
  const spaced = words.replace(/\s+/g, ' ');
  for (const [intent, pattern, unless] of ANYWHERE) {
    if (pattern.test(spaced) && !(unless?.test(spaced) ?? false)) found.add(intent);
  }
  if (
    addressee?.relation === true &&
    found.has('other_person') &&
    !/colleague|neighbou?r|friend|roommate|reception/.test(spaced)
  ) {
    found.delete('other_person');
    found.add('affirm');
  }
  clauses(spaced, found, addressee);
  // "Yes, he is here" is no yes to being him.
  if (
    found.has('affirm') &&
    OF_ANOTHER.test(
      spaced.replace(
        /\b(?:this is|it's|it is|that's|that is|i am|i'm|got|speaking (?:to|with)) (?:he|she|him|her)\b/g,
        '',
      ),
    )
  ) {
    found.add('unclear');
  }
  questions(spaced, found);
  return found;
}

function clauses(words: string, found: Set<Intent>, addressee: Addressee | null): void {
  let hums = 0;
  let others = 0;
  for (const { text, asked } of clausesOf(words)) {
    if (HUM.test(text)) hums += asked ? 0 : 1;
    else if (AFFIRM.test(text)) found.add(plainYes(text, asked, addressee) ? 'affirm' : 'unclear');
    else if (DENY.test(text)) found.add(/^(?:\w+ )*(?:yes|yeah|yep)\b/.test(text) ? 'unclear' : 'deny');
    else if (GREETING.test(text)) found.add('greeting');
    else if (ACKNOWLEDGE.test(text) && !asked) found.add('acknowledge');
    else {
      others += 1;
      leading(text, found);
    }
    const claim = claimOf(text, addressee);
    if (claim !== null) found.add(claim);
  }
  if (hums > 0 && others === 0 && [...found].every((intent) => intent === 'acknowledge' || intent === 'affirm')) {
    found.add('affirm');
  }
}

/** "Yes?" asks, and the owner of the phone is not the one who was asked for by name. */
function plainYes(text: string, asked: boolean, addressee: Addressee | null): boolean {
  return !asked && (addressee === null || !/\bowner\b/.test(text));
}

/** Recognisers leave commas out: "yes who is this", "no this is his wife". */
function leading(text: string, found: Set<Intent>): void {
  if (NO_AND_MORE.test(text)) found.add(/\b(?:yes|yeah|yep|that's me|speaking)\b/.test(text) ? 'unclear' : 'deny');
  else if (/^(?:\w+ )*(?:yes|yeah|yep|yup) /.test(text) && OF_ANOTHER.test(text)) found.add('unclear');
  else if (YES_AND_MORE.test(text)) found.add('affirm');
}

const NO_AND_MORE =
  /^(?:(?:oh|uh|um|hi|hello|well|sorry) )*no (?!problem|worries|thanks|thank|idea|one|need|doubt|questions|longer|more|time|that's (?:all|it|fine|ok|everything)|that is all|i'm good|nothing|speaking)/;
/** Only what goes with being the person: "yes who is this", and not "yes I can take a message". */
const YES_AND_MORE =
  /^(?:(?:oh|uh|um|hi|hello|well) )*(?:yes|yeah|yep|yup) (?:this is me|it is|it's me|(?:but |and |so )?(?:i am|i'm)|that is me|that's me|speaking|(?:but |and |so )?(?:who|what|how|why|where|when|are you|is this|can you|could you)|go (?:ahead|on)|please|hello|hi|tell me|sir|ma'am)\b/;
const OF_ANOTHER = /\b(?:he|she|they|his|hers?|him|their)\b/;

/** "this is John", "John speaking", "my name is Anna": the same person or another. */
function claimOf(text: string, addressee: Addressee | null): Intent | null {
  if (addressee === null || addressee.relation) return null;
  if (addressee.names.length === 0) return isRole(text, addressee.asked) ? 'affirm' : null;
  const claimed = (CLAIMS.exec(text) ?? CLAIMS_BEFORE.exec(text))?.[1];
  if (claimed === undefined) return null;
  const words = claimed.replace(/^(?:(?:yes|yeah|yep|hello|hi|oh|uh|no) )+/, '').split(' ');
  if (words.some((word) => NO_NAMES.has(word))) return null;
  if (words.some((word) => RELATION.test(word))) return 'other_person';
  if (addressee.names.some((name) => words.includes(name) || name === words.join(' '))) return 'affirm';
  // "I'm sorry", "it's late": not every word is a name. It is where it has the form of one.
  return /^(?:mr|mrs|ms|miss|dr|doctor)\b/.test(claimed) || / speaking$|my name|^(?:\w+ )*this is \w+$/.test(text)
    ? 'other_name'
    : null;
}

function isRole(text: string, asked: string): boolean {
  return new RegExp(`^(?:\\w+ )*(?:this is|i'm|i am) ${asked}$`).test(text);
}

const TITLE = '(?:mr|mrs|ms|miss|dr|doctor|professor|prof)';
const CLAIMS = new RegExp(
  `\\b(?:this is|i'm|i am|my name is|my name's|it's|call me) ((?:${TITLE}\\.? )?[a-z'-]+(?: [a-z'-]+){0,2}?)(?: speaking| here)?$`,
);
const CLAIMS_BEFORE = new RegExp(
  `^(?:(?:yes|hello|hi|oh|uh) )*((?:${TITLE}\\.? )?[a-z'-]+(?: [a-z'-]+)?) (?:speaking|here)$`,
);
const RELATION = new RegExp(`^(?:${RELATIONS})$`);

const NO_NAMES = new Set(
  'he,she,him,her,me,the,a,an,his,their,my,your,not,sorry,busy,driving,fine,good,okay,ok,here,there,it,that,this,who,what,in,at,on,listening,speaking,yes,no,afraid,sure,so,just,very,really,calling,going,about,i,you,we,public,in,generally,honestly,frankly,now,was,were,am,while,when,still,keep,stop,right,great,nice,ridiculous,crazy,weird,annoying,spam,bad,important,urgent,wrong,true,fun,how,why,where,one,home,nobody,anybody,anyone,everyone,somebody,someone,over,up,down,out,from,human,robot,mine,yours,ours,all,gonna,trying,looking,also,only,too,still,already'.split(
    ',',
  ),
);

function questions(words: string, found: Set<Intent>): void {
  const isQuestion =
    words.includes('?') ||
    (!found.has('affirm') && / (?:right|correct|isn't it)$/.test(words)) ||
    INTERROGATIVE.test(words) ||
    clausesOf(words).some(
      ({ text }) =>
        INTERROGATIVE.test(text) || /^(?:(?:and|so|but|okay|ok|sorry) )*(?:when|where|who|whom)\b/.test(text),
    );
  if (!isQuestion) return;
  const others: readonly Intent[] = [
    'repeat',
    'greeting',
    'is_ai',
    'who_is_calling',
    'what_about',
    'hold_on',
    'not_here',
    'do_not_call',
    'orders',
    'busy',
  ];
  if (others.some((intent) => found.has(intent))) return;
  // Reasons are no part of a notice, whatever else the question speaks of.
  if (/\bwhy\b|how come/.test(words)) {
    found.add('question_other');
    return;
  }
  if (WHEN.test(words)) found.add('question_when');
  if (WHERE.test(words)) found.add('question_where');
  if (WHO.test(words)) found.add('question_who');
  if ([...found].some((intent) => intent.startsWith('question_'))) return;
  // "Yes?", "okay?" ask nothing.
  if (/^(?:[a-z']+)(?: [a-z']+)?\?$/.test(words) && found.size > 0) return;
  if (TIME_WORDS.test(words)) found.add('question_when');
  else if (PLACE_WORDS.test(words)) found.add('question_where');
  else found.add('question_other');
}
