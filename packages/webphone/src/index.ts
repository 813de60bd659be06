export {
  type ConnectionListener,
  type ConnectionOptions,
  type PageClock,
  WebphoneConnection,
} from './connection.js';
export { type ListeningEvents, ListeningPhone, type ListeningPhoneOptions } from './listening.js';
export { ListeningConnection, type ListeningListener, type ListeningOptions } from './listening-connection.js';
export type { CallEndCause, SpeakingEnd } from './messages.js';
export { PhoneAudio, type PhoneAudioOptions } from './phone-audio.js';
export type { SocketLike } from './socket.js';
export { Webphone, type WebphoneOptions } from './webphone.js';
export { WebphoneError, type WebphoneErrorCode } from './webphone-error.js';
export type { SoundReport } from './worklet/worklet-messages.js';
