/**
 * What every carrier does, whatever network is behind it. `carrier-suite.ts` holds a check for each, and each carrier's own test runs
 * them all; what a carrier says it cannot do (its capabilities) is not asked of it.
 */
export const CARRIER_BEHAVIOURS = {
  'dial.tells-nothing-from-inside': 'Nothing is told from inside `dial`.',
  'dial.tells-in-order': 'Taken, ringing and answered are told in this order, each once.',
  'dial.failure-is-told': 'A call that cannot be dialled ends as `failed`; `dial` does not throw.',
  'dial.many-at-once': 'Calls at the same time do not hear each other.',

  'end.busy': 'A busy callee ends the call as `busy`, never answered.',
  'end.rejected': 'A callee who declines ends the call as `rejected`, never answered.',
  'end.unreachable': 'A callee who cannot be reached ends the call as `unreachable`, never answered.',
  'end.no-answer': 'A callee who does not answer within `ringTimeoutMs` ends the call as `no_answer`, not earlier.',
  'end.callee-hangs-up': 'The callee hanging up ends the call as `callee_hung_up`.',
  'end.we-hang-up-before-ringing':
    'Hanging up right after `dial` ends the call as `we_hung_up`; the callee is not called.',
  'end.we-hang-up-while-ringing': 'Hanging up while it rings ends the call as `we_hung_up`; the callee never answers.',
  'end.we-hang-up-in-talk': 'Hanging up in the talk ends the call as `we_hung_up` for us, and for the callee.',
  'end.told-once-and-last': 'The end is told once, and nothing after it.',
  'end.methods-are-safe': 'Every method does nothing after the end, twice too.',

  'audio.comes-at-the-pace-of-time': "The callee's side comes as 50 frames of 20 ms a second, silence included.",
  'audio.of-the-callee-is-whole': 'What the callee sends comes whole and in order.',
  'audio.is-played-at-the-pace-of-time': 'What is given in a burst is played at the pace of time.',
  'audio.is-played-whole-and-in-order': 'Audio in pieces of any size is played whole, in order and without a gap.',

  'mark.when-played': 'A mark is told when all audio before it was played, not before, and within one frame after.',
  'mark.at-once-when-idle': 'A mark on an empty queue is told at once, though not from inside `mark`.',
  'mark.in-order': 'Marks are told in the order they were set, each once.',

  'clear.stops-the-audio': 'After `clear` the callee hears nothing of what was queued.',
  'clear.returns-all-marks': '`clear` returns every outstanding mark, in order, though not from inside `clear`.',
  'clear.is-not-the-end': 'Audio and marks that follow a `clear` are played and told as ever.',
  'clear.when-idle': '`clear` on an empty queue does nothing.',

  'keys.of-the-callee': 'Each key that the callee presses is told once, in order.',
  'keys.of-ours-are-heard': 'Keys played to the callee as tones are found by the callee.',

  'machine.is-told': 'A mailbox is told behind the answer, each moment of it once, its greeting before its recording.',
  'machine.is-no-person': 'Of a person who answers nothing is told but the answer.',

  'captions.grow-and-end': "The callee's words come as growing captions of one id, the last of them final.",
  'captions.name-their-time': 'A caption begins and ends when the words were said.',
  'captions.leave-out-what-was-not-said': 'Words that the callee did not get to say are in no caption.',

  'look-up.ends-what-is-under-way': '`lookUp` finds a call that is under way, and ends it.',
  'close.ends-everything': '`close` ends what is under way, and what is dialled after it fails.',
} as const;

export type CarrierBehaviour = keyof typeof CARRIER_BEHAVIOURS;
