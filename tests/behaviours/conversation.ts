/**
 * What every conversation does, whatever speaks in it. `conversation-suite.ts` holds a check for each, and each conversation's own test
 * runs them all; what a conversation says it cannot do (its capabilities) is not asked of it.
 */
export const CONVERSATION_BEHAVIOURS = {
  'open.tells-nothing-from-inside': 'Nothing is told from inside `open`.',
  'open.becomes-ready': 'It tells once that it is ready, before any audio.',
  'open.prepares-its-opening': 'Its opening is given before the answer.',
  'open.many-at-once':
    'Conversations at the same time do not hear each other, and their utterances have ids of their own.',

  'speech.ends-once': 'Each utterance has audio and then one end with its words; no audio follows its end.',
  'speech.is-stopped': 'Of what was interrupted nothing more is given.',

  'callee.voice-is-told': "The callee's voice is told as it begins and as it ends, in turns.",
  'callee.words-are-told': "The callee's words come under one id, at last final, once.",
  'callee.words-name-their-time': 'Words bear instants of the clock within which they were said.',
  'callee.is-answered': 'What the callee says is answered.',
  'callee.keys-are-safe': 'Keys of the callee are taken at any time.',

  'mailbox.greeting-is-not-talked-to': 'Once a mailbox is known to greet, nothing is said to it.',
  'mailbox.gets-its-message': 'When it records, it gets exactly the message, then the conversation ends as voicemail.',

  'aside.says-nothing': 'While a person speaks in its place it says nothing, whatever is said or pressed.',
  'aside.hears': 'What the callee says meanwhile is told in words.',
  'aside.goes-on': 'Once the line is its own again it speaks, and answers as before.',
  'aside.concludes': 'Where the call has to end, the line is its own for its goodbye alone.',

  'conclude.time-limit': 'Asked to end for the time limit, it says goodbye and ends so.',
  'conclude.out-of-balance': 'Asked to end for the balance, it says goodbye and ends so.',
  'conclude.stopping': 'Asked to end since the service stops, it says goodbye and ends as interrupted.',
  'conclude.no-response': 'Asked to end since nobody speaks, it says goodbye and ends so.',
  'conclude.once': 'Asked twice, it ends once, for the first reason.',

  'finish.is-last': 'After `finish` nothing is said.',
  'outcome.at-any-time': 'Its outcome can be asked for at any time, with all its fields.',

  'close.tells-nothing-more': 'After `close` nothing is told, and every method does nothing, twice too.',
  'close.leaves-no-timer': 'After `close` no timer runs.',
  'close.all': 'Closing the conversations closes those that are open; none can be opened after it.',
} as const;

export type ConversationBehaviour = keyof typeof CONVERSATION_BEHAVIOURS;
