/**
 * What the bridge does between any carrier and any conversation. Each is cited by at least one test, by `[bridge: …]` in its title;
 * `bridge.test.ts` fails on one that nobody cites.
 */
export const BRIDGE_BEHAVIOURS = {
  'relay.undecoded': 'Audio that both sides speak alike passes as it came: base64 is cut as text, never decoded.',
  'playout.by-marks':
    'What the callee has heard is known from marks, between them by the clock, and never runs ahead of a mark.',
  'playout.own-clear': 'Marks that return because of our own clear say nothing.',
  'opening.held': 'What was made while it rang goes out in the instant of the answer.',
  'opening.waits': 'With `wait` the opening comes behind the callee’s first words, or after 2.5 s of quiet.',
  'barge-in.clears':
    'Who takes the turn stops the audio: what is buffered is cleared, and late audio of it is dropped.',
  'barge-in.truncates': 'The conversation is told how much was heard, also where it had long finished making the rest.',
  'barge-in.murmurs': 'Sound of less than the patience stops nothing, however late its end is told.',
  'barge-in.at-once': 'Without patience the audio is cleared in the instant in which speech is told.',
  'barge-in.false-stop': 'What a sound without words had cut off goes on from where it was cut.',
  'keys.as-tones': 'Keys are pressed between utterances, as tones of 200 ms with gaps of 120 ms.',
  'hang-up.when-heard': 'The line goes when the last words were heard, not when they were sent.',
  'silence.asks-then-ends': 'A silent line is asked once, and ended after as long again.',
  'time-limit.goodbye': 'The time limit comes with a goodbye that ends in time.',
  'failure.apology': 'A conversation that fails leads to an apology and a polite end.',
  'failure.pause': 'A pause that the conversation needs is bridged by a short phrase after 700 ms.',
  'mailbox.policy': 'A mailbox gets nothing, the talk, or the message, as the brief says.',
  'recording.both-sides': 'A recording holds both sides, from the answer on, without what was cleared.',
  'latency.each-turn': 'Every turn’s latency stands in the timeline: first audio, to the carrier, heard.',
} as const;
