/**
 * What the carrier `twilio` does beyond what all carriers do (`tests/behaviours/carrier.ts`). Each is cited by a check or more in this folder; one that
 * nobody cites fails.
 */
export const TWILIO_BEHAVIOURS = {
  'dial.dead-public-path': 'On a dead public path nothing is dialled: the call ends as `failed`, saying why.',
  'dial.parameters':
    'The request names TwiML by URL, four status events, the time to ring and the talk limit with a grace; Twilio knows every parameter.',
  'dial.refusals': "What Twilio refuses ends the call with Twilio's code and what to do, and without the number.",
  'dial.too-many-requests': '429 did nothing, and is asked again: three times, and then the call ends as `failed`.',
  'dial.not-sent':
    'An API that cannot be reached ends the call as `failed`: nothing was dialled, and nothing is looked for.',
  'dial.lost-answer':
    'A request to dial whose answer is lost is never repeated: the call is found by its webhooks, and goes on.',
  'dial.lost-answer-silent': 'Without webhooks it is found in the list of calls.',
  'dial.lost-request':
    'Found nowhere within half a minute, it ends as `failed`, saying that it is not known whether the phone rang.',
  'dial.found-too-late': 'A call that was given up and then comes is ended, and told.',
  'dial.socket-before-answer': 'Webhooks and the media socket may come before the answer to the request.',
  'dial.slow-api': 'A slow API makes nothing fail; its late answer counts.',

  'hang-up.before-sid':
    'Hung up before Twilio answered, a call is ended as soon as its name is known, before anybody answers.',
  'hang-up.queued': 'A call that waits for its turn is cancelled, of which Twilio tells nothing.',
  'hang-up.while-waiting-for-429': 'Hung up while Twilio has too much to do, a call is not dialled.',
  'hang-up.already-over': 'A call that is over already (21220) counts as hung up.',
  'hang-up.api-fails': 'Where the API does not hang up, closing the media socket does.',

  'status.repeated': 'Status callbacks that come again change nothing.',
  'status.reordered': 'Status callbacks in any order tell the same end.',
  'status.lost-on-the-way': 'Status callbacks that are lost on the way to the answer stop nothing.',
  'status.lost-end-of-talk': 'The end of a talk whose callback is lost is found by asking.',
  'status.lost-end-of-ringing': 'The end of ringing whose callback is lost is found by asking.',
  'status.queued-for-long': 'A call that waits at Twilio for long is waited for, not given up.',

  'webhooks.dead-twiml': 'Answered, with TwiML that Twilio cannot fetch: `failed`, and nobody is left on the line.',
  'webhooks.dead-stream':
    'Answered, with a media socket that Twilio cannot open: `failed` at once, and nobody is left on the line.',
  'webhooks.dead-stream-status': 'The same without being told: `failed`.',
  'webhooks.dead-status': 'Without any status callback calls are answered and end all the same.',
  'webhooks.dead-machine-detection': 'Without its callback nothing is told of machines.',
  'webhooks.dead-recording': 'Without its callback nothing is told of recordings.',

  'signature.forged':
    'A webhook that is not signed, signed with another key, for another host or over another body is refused (403), told and counted; nothing changes.',
  'signature.replayed': 'A signed webhook that comes again changes nothing, and gets no token.',
  'signature.ports-and-slashes':
    'Signatures hold over the public URL with its port and without, with a slash at the end and without.',
  'signature.forged-upgrade': 'An upgrade that is not signed for the media socket is refused.',

  'socket.wrong-token': 'A media socket without its token, or with a wrong one, is closed; the call goes on.',
  'socket.token-of-another-call': "A media socket with another call's token is closed.",
  'socket.late': 'A media socket that does not say whose it is within 5 s is closed.',
  'socket.garbage':
    'A media socket that begins with something else is closed; a message that cannot be read later is passed over.',
  'socket.second': 'A second media socket for a call is closed, and the first goes on.',
  'socket.missing': 'A call in talk without a media socket within 5 s ends as `failed`, and is hung up.',
  'socket.lost': 'A media socket that breaks ends the call as `failed`, and is hung up.',
  'socket.half-open': 'A media socket that brings nothing for 10 s counts as broken.',
  'socket.stalled': 'A media socket that is not read ends the call before memory does.',
  'socket.gaps': 'Frames lost on the way become silence of the same length.',
  'socket.held-audio': 'Audio and marks given before the answer are held, and played at once then.',
  'socket.held-clear': 'What was given before the answer can be cleared, and its marks return.',

  'unknown.after-a-crash':
    'A call that this process does not know is ended and told when Twilio asks for its TwiML, its status or its media.',
  'unknown.late-callbacks': 'Late callbacks of a call that is over do not count as unknown calls.',

  'look-up.by-reference': 'A lost call is found by its name, and ended where it is under way.',
  'look-up.by-number': 'A lost call without a name is found by its number and time, and ended where it is under way.',
  'look-up.never-dialled':
    'A lost call that Twilio knows nothing of was never dialled; another to the same number is left alone.',
  'look-up.unknown': 'Where Twilio cannot be asked, nothing is claimed.',

  'machine.moments': '`Enable` tells the greeting, `DetectMessageEnd` the recording.',
  'machine.fax': 'A fax machine ends the call as `unreachable`.',
  'recording.told': 'With recording on, Twilio records both sides on a channel each, and tells where.',

  'signalwire.by-base-url':
    'With another address, a project id and a signing key the same carrier calls over SignalWire.',

  'leaks.many-calls': 'Five hundred calls leave no call, socket, timer or connection behind.',
  'listener.throws': 'A listener that throws ends its own call alone.',
} as const;

export type TwilioBehaviour = keyof typeof TWILIO_BEHAVIOURS;
