/**
 * What systems like this one are known to get wrong. Each is cited by at least one test, by `[defect: …]` in its title; `defects.test.ts` fails on
 * one that nobody cites, and on a citation of none.
 */
export const DEFECTS = {
  'buffered-audio-after-barge-in':
    'The carrier’s buffer is not cleared: the AI talks on for as long as it has buffered.',
  'truncation-by-wall-clock':
    'The model’s memory is cut by a clock that starts when audio is sent, not by what was played.',
  'goodbye-clipped': 'The line goes before the last words were heard.',
  'line-left-open': 'The call is not ended at the carrier when the conversation is over.',
  voicemail: 'A mailbox is talked to as a person, or gets half a message.',
  'speaking-before-pick-up': 'The opening is played into the ringing, and its first words are lost.',
  'dead-air-after-answer': 'The callee hears nothing after picking up: the model is only asked then, behind timers.',
  'opening-over-the-greeting': 'The AI talks over the callee’s greeting, or answers it with a second opening.',
  'session-cap': 'The model’s session reaches its time limit in the middle of a call.',
  'model-failure-as-a-mute-line': 'The model fails, and the line stays open and silent.',
  'one-sockets-error-ending-the-process': 'An error on one socket that nobody listens for ends all calls.',
  'active-response-conflict': 'Two responses are asked for at once, and one of them is lost.',
  'transcript-order':
    'Words stand in the transcript in the order in which recognisers were done, not in which they were said.',
  'invented-words-on-silence': 'A recogniser makes words of noise, and they are taken for the callee’s.',
  'back-channel-stops': '“嗯” and “uh-huh” stop the AI, or are answered.',
  jitter: 'Frames that come late, in bursts or not at all leave gaps and shift what was heard.',
  leaks: 'Timers, sockets and maps are left behind by calls that are over.',
  'deploys-dropping-calls': 'Restarting the service cuts the calls that are under way.',
  'slots-leaking': 'A call that failed early never gives back its place, until nothing is dialled any more.',
  'signatures-behind-proxies-and-ports':
    'Signed webhooks are refused, or not checked at all, behind a proxy or another port.',
  'callbacks-racing-the-stream':
    'Callbacks and media socket come before the dial’s answer, twice, or the wrong way round.',
  'duplicate-dials': 'A request that timed out is sent again, and the phone rings twice.',
  'cost-surprises': 'What the model used is not known: while it rings, for what was cut off, for what was cached.',
  'two-sockets-for-one-call': 'A second socket that names the same call takes over its audio.',
  'keys-spoken-instead-of-pressed': 'The AI says “one” to a phone menu, or tones are lost in its speech.',
} as const;
