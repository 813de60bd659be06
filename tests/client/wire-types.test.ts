import type {
  AcceptedCalls,
  Account,
  Balance,
  Call,
  CallEvent,
  CallInfo,
  CallModelUsage,
  CallsCheck,
  CallWithTranscript,
  CampaignUse,
  HangUp,
  LedgerEntry,
  Line,
  ListeningTicket,
  LiveCall,
  LiveSnapshot,
  LiveUpdate,
  MadeWebphoneLink,
  NewCall,
  NewCalls,
  OpenCallInfo,
  RecordingPeaks,
  Rehearsal,
  SettledCallInfo,
  TurnLatency,
  Utterance,
  WebphoneLink,
  WebphoneTicket,
} from '@ringback/client';
import { describe, it } from 'vitest';
import type { components, operations } from './openapi.generated.js';

type Schemas = components['schemas'];

/** What an operation answers with status 200, without its envelope. */
type Answer<Name extends keyof operations> = operations[Name] extends {
  responses: { 200: { content: { 'application/json': { data: infer Data } } } };
}
  ? Data
  : never;

/** True where each can stand for the other. */
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;

const same = <A, B>(_yes: Same<A, B>): void => {};

/** `language` is a text with a pattern in the document, since a region may follow; the client offers the two words alone. */
type Wish<Body> = Omit<Body, 'language'>;

/** Fields that are taken from other callers and have no effect: the client does not offer them. */
type WithoutEffect = 'agent_id' | 'model_engine' | 'voice_id' | 'volume' | 'speed' | 'emotion';

/** Held by the type checker (`npm run check`), not by running. */
describe('the client’s types and those of /openapi.json', () => {
  it('are the same for answers, both ways', () => {
    same<AcceptedCalls, Schemas['AcceptedCalls']>(true);
    same<Account, Schemas['Account']>(true);
    same<Line, Schemas['Line']>(true);
    same<Balance, Schemas['SteponeBalance']>(true);
    same<Call, Schemas['Call']>(true);
    same<CallModelUsage | null, Schemas['CallModelUsage']>(true);
    same<CallWithTranscript, Schemas['CallWithTranscript']>(true);
    same<Utterance, Schemas['Utterance']>(true);
    same<TurnLatency, Schemas['TurnLatency']>(true);
    same<LedgerEntry, Schemas['LedgerEntry']>(true);
    same<WebphoneTicket, Schemas['WebphoneTicket']>(true);
    same<WebphoneLink, Schemas['WebphoneLink']>(true);
    same<MadeWebphoneLink, Schemas['MadeWebphoneLink']>(true);
    same<SettledCallInfo, Schemas['EndedCallRecord']>(true);
    same<OpenCallInfo, Schemas['OpenCallRecord']>(true);
    same<CallInfo, Answer<'searchCallinfo'>>(true);
    same<CallsCheck, Schemas['CallsCheck']>(true);
    same<Rehearsal, Schemas['Rehearsal']>(true);
    same<HangUp, Answer<'hangUp'>>(true);
    same<CampaignUse, Schemas['CampaignUse']>(true);
    same<RecordingPeaks, Schemas['RecordingPeaks']>(true);
  });

  it('are the same for the events of a call', () => {
    same<Omit<CallEvent, 'id'>['type'], Schemas['CallEvent']['type']>(true);
    same<CallEvent, Schemas['CallEvent'] & { id: string | null }>(true);
  });

  it('are the same for the live view', () => {
    same<LiveCall, Schemas['LiveCall']>(true);
    same<ListeningTicket, Schemas['ListeningTicket']>(true);
    same<Omit<LiveSnapshot, 'type'>, Schemas['LiveSnapshot']>(true);
    same<Omit<LiveUpdate, 'type'>, Schemas['LiveUpdate']>(true);
  });

  it('are the same for what is asked', () => {
    same<Wish<NewCall>, Wish<Omit<Schemas['InitiateCall'], WithoutEffect>>>(true);
    same<Wish<NewCalls>, Wish<Schemas['NewCalls']>>(true);
    same<NewCall['language'], 'zh' | 'en' | undefined>(true);
  });
});
