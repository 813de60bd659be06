/**
 * What the conversation `openai-realtime` does beside what every conversation does. Tests in `tests/conversations/openai-realtime` cite
 * them by `behaves`; one that nobody cites fails.
 */
export const REALTIME_BEHAVIOURS = {
  'prewarm.opening':
    'The opening is spoken while the phone rings and given at once; what it used is told before the answer.',
  'prewarm.session': 'The session is set up while the phone rings, and the opening asked for at the answer.',
  'prewarm.off': 'Nothing is connected before the answer.',
  'opening.exact-words': "The brief's first words are asked for word for word, without tools.",
  'settings.explicit':
    'µ-law both ways, turn detection, transcription and voice are all set by name, nothing is left to defaults.',
  'settings.options': 'Every option reaches the session under its documented name.',
  'settings.model-bound': 'Fields that only some models have go only to those.',
  'settings.never-waits': 'Nothing waits for `session.updated`, which may never come.',
  'settings.refused': 'A setting that the service refuses is left out, and the call goes on in µ-law.',
  'settings.invalid': 'Options that cannot be are refused when the conversations are made.',
  'profile.azure': "Azure is reached by its GA address with its `api-key`, the model being a deployment's name.",
  'profile.xai':
    "xAI's flat session, missing truncation, first event and growing transcriptions hold a whole conversation.",

  'hearing.after-the-answer': 'What comes before the answer is not heard.',
  'hearing.kept-until-configured': 'What is said before a session can hear is told to it, in order.',
  'hearing.relayed': "A frame's base64 goes out as it came in.",
  'audio.given-as-it-came':
    'Audio is given as it came, whole and in order, with the words of the utterance at its end.',
  'audio.late-is-dropped': 'Audio of a response that was cancelled is given to nobody.',
  'audio.unknown-fields': 'Unknown fields and events change nothing.',

  'words.timed': 'Words bear the instants at which they were said, without the padding and the silence around them.',
  'words.before-or-after': 'Words come to the same turn whether told before the answer to it or after.',
  'words.failed': 'A failed transcription settles its turn without words.',
  'words.never': 'Words that never come hold nothing up.',
  'words.invented': 'Film credits on a short noise are no words.',

  'interruption.while-generating': 'The response is cancelled by its id and the memory cut to what was heard.',
  'interruption.after-generation': 'The memory is cut also where generation had finished long before.',
  'interruption.unheard': 'What was never heard is cut at 0.',
  'interruption.refused': 'A refused truncation is survived, and the model told in words.',
  'interruption.counted-shorter': 'Where the service counts less audio, it is cut once more at what there is.',
  'interruption.by-the-service': 'The service stops itself only where `bargeInMs` is 0.',
  'interruption.spares-the-answer': 'The answer to what interrupted is not cancelled.',
  'ignore.before-created':
    'An answer that is to be ignored before it begins is cancelled as it begins; none of it is given.',
  'ignore.after-created': 'One that has begun is cancelled; nothing more of it is given.',
  'ignore.nothing-else': 'Ignoring a greeting leaves the opening as it is, and the next turn is answered.',
  'resumed.put-back': 'After a false stop the rest of the words is put back into the memory.',
  'resumed.goes-on': 'What had not been made when it was stopped is made.',

  'responses.refused-answer': 'An answer that the service could not begin beside another is asked for.',
  'responses.race': 'A request that meets an answer of the service is sent again after it.',
  'responses.failed-once': 'A response that failed is asked for once more.',
  'responses.failed-twice': 'The second failure in a row ends the conversation as `model_failed`.',
  'responses.quota': 'An exhausted quota ends it at once.',
  'responses.stalled': 'A response of which nothing comes for 4 s is cancelled and gone on with.',
  'responses.unanswered-turn': 'A turn that the service does not answer is answered on request.',
  'responses.repeated-done': 'A repeated `response.done` changes nothing.',

  'tools.hang-up': 'hang_up ends the call with its outcome after the last audio; nothing is asked for after it.',
  'tools.hang-up-needs-a-goodbye': 'Without a goodbye one is said first.',
  'tools.hang-up-machine': 'A mailbox and a silent line are owed no goodbye.',
  'tools.do-not-call': 'A callee who asks not to be called is in the outcome, by hang_up or by their own words.',
  'tools.keys': 'send_keys presses keys; what no phone has is answered with what is wrong.',
  'tools.note-result':
    'Results are noted and merged; what does not fit the schema is answered with what is wrong and not noted.',
  'tools.one-response': 'After all results exactly one response is asked for, and only when the one before is done.',
  'tools.partial-arguments': 'What a cancelled response asked for is not done.',
  'tools.unknown': 'An unknown tool and arguments that are no JSON are answered.',
  'tools.further': 'Tools that were given run; one that fails or takes too long is answered for.',

  'whisper.next-answer':
    'A whisper is told to the model as an order of its owner’s side, asks for no answer, and is there at the next one.',
  'whisper.speak-now': 'Asked to, it is answered as soon as nobody speaks; an answer to the callee does for both.',
  'whisper.remembered': 'Another session is told of it.',
  'aside.stops':
    'What is being said is cancelled and cut to what was heard, and the service answers nothing by itself.',
  'aside.handed-back': 'The model is told that a person has spoken, and their note, and goes on.',
  'aside.broke-off': 'Where the person was cut off it is asked to apologise for that.',
  'aside.renewed': 'A session that is replaced meanwhile answers nothing by itself either.',

  'silence.asks': 'It asks whether anybody is there.',
  'keys.of-the-callee':
    'A key is told to the model and answered at once; a second one takes back an answer that nobody has heard.',
  'mailbox.recording': 'Exactly the message is left, then it ends as voicemail; nothing else is answered.',
  'conclude.while-speaking': 'A response under way makes room for the goodbye.',

  'renewal.planned': 'Before its end a session is replaced at a quiet moment, with the conversation so far, unnoticed.',
  'renewal.not-while-talking': 'It is not replaced while anybody talks.',
  'renewal.lost-socket':
    'After a lost socket another session goes on with what was really heard; that it cannot answer meanwhile is told.',
  'renewal.expired': 'A session that expired is renewed.',
  'renewal.hears-on': 'What the callee says meanwhile is told to the new session.',
  'renewal.goes-on': 'What broke off in mid-sentence goes on.',
  'renewal.twice-in-vain': 'Two tries that fail end it as `model_session_lost`.',

  'refusal.key': 'A refused key, in-band or by the handshake, is told at once and not tried again.',
  'refusal.quota': 'So is an exhausted quota.',
  'refusal.model': 'So is an unknown model.',
  'refusal.unreachable': 'A service that does not answer is tried twice, then told.',
  'refusal.mute': 'A session that never begins is given up after 5 s.',
  'errors.logged': 'An error that concerns nothing is logged with its event id, without words.',

  'usage.exact': 'Tokens by modality, the cached ones a part of the input, and the cost by the table.',
  'usage.once': 'The same response is counted once.',
  'usage.transcription': 'Transcriptions are counted apart.',

  'close.silent': 'After `close` nothing is told, also of what is on its way.',
  'close.while-connecting': 'It can be closed while it connects.',
  'close.no-leaks': '200 conversations opened and closed leave no socket and no timer.',
} as const;

export type RealtimeBehaviour = keyof typeof REALTIME_BEHAVIOURS;

/** Names a test after the behaviour that it proves. */
export const behaves = (behaviour: RealtimeBehaviour): string => behaviour;
