import { placeCall } from '../bridge/place-call.js';
import type { CallEvent } from '../call/call-event.js';
import type { CallDependencies, CallRequest, RunningCall } from '../place-call.js';
import { CountingIds } from './counting-ids.js';
import { ManualClock } from './manual-clock.js';
import { ScriptedCarrier, type ScriptedCarrierOptions, type ScriptedLeg } from './scripted-carrier.js';
import {
  type ScriptedConversation,
  ScriptedConversations,
  type ScriptedConversationsOptions,
} from './scripted-conversations.js';
import { ScriptedSynthesiser } from './scripted-synthesiser.js';

export interface ScriptedCallOptions {
  /** Where several calls share one. */
  clock?: ManualClock;
  carrier?: ScriptedCarrierOptions;
  conversations?: ScriptedConversationsOptions;
  /** In place of the scripted ones. */
  dependencies?: Partial<CallDependencies>;
  request?: Partial<CallRequest>;
}

/** A call whose carrier and conversation a test plays by hand, on a clock of its own. */
export class ScriptedCall {
  readonly clock: ManualClock;
  readonly carrier: ScriptedCarrier;
  readonly conversations: ScriptedConversations;
  readonly synthesiser = new ScriptedSynthesiser();
  /** Every event that was told, in order. */
  readonly events: CallEvent[] = [];
  readonly running: RunningCall;

  constructor(options: ScriptedCallOptions = {}) {
    this.clock = options.clock ?? new ManualClock();
    this.carrier = new ScriptedCarrier(this.clock, options.carrier);
    this.conversations = new ScriptedConversations(options.conversations);
    this.running = placeCall(
      { callId: 'call-1', to: '+8613800138000', brief: { requirement: '通知您明天上午9点开会' }, ...options.request },
      {
        carrier: this.carrier,
        conversations: this.conversations,
        synthesiser: this.synthesiser,
        clock: this.clock,
        ids: new CountingIds(),
        onEvent: (event) => this.events.push(event),
        ...options.dependencies,
      },
    );
  }

  get leg(): ScriptedLeg {
    return this.carrier.leg;
  }

  get conversation(): ScriptedConversation {
    return this.conversations.conversation;
  }

  /** The events of one type. */
  of<Type extends CallEvent['type']>(type: Type): Extract<CallEvent, { type: Type }>[] {
    return this.events.filter((event): event is Extract<CallEvent, { type: Type }> => event.type === type);
  }

  /** The utterances told so far, as `role: text`, an interrupted one with `…` behind it. */
  get transcript(): string[] {
    return this.of('utterance').map(
      ({ utterance }) => `${utterance.role}: ${utterance.text}${utterance.interrupted ? '…' : ''}`,
    );
  }

  /** Lets it ring for `ringMs` and answers, with the conversation ready. */
  async answer(ringMs = 1_000): Promise<void> {
    this.leg.accept();
    this.leg.ring();
    this.conversation.ready();
    await this.clock.advance(ringMs);
    this.leg.answer();
  }

  /** The callee speaks for `ms`, as voice activity alone. */
  async calleeSpeaks(ms: number): Promise<void> {
    this.conversation.listener.calleeSpeaking();
    await this.clock.advance(ms);
    this.conversation.listener.calleeSilent();
  }
}
