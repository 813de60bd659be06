export { CountingIds } from './counting-ids.js';
export { ManualClock } from './manual-clock.js';
export { ScriptedCall, type ScriptedCallOptions } from './scripted-call.js';
export { ScriptedCarrier, type ScriptedCarrierOptions, ScriptedLeg, type ScriptedStretch } from './scripted-carrier.js';
export {
  type PlayedReport,
  ScriptedConversation,
  ScriptedConversations,
  type ScriptedConversationsOptions,
} from './scripted-conversations.js';
export { ScriptedSynthesiser } from './scripted-synthesiser.js';
export { silentAudio } from './silent-audio.js';
