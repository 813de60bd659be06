import type * as Realtime from 'openai/resources/realtime/realtime';

/** The protocol's own types, from the `openai` package: nothing here is written from memory. */
export type ServerEvent = Realtime.RealtimeServerEvent;
export type ClientEvent = Realtime.RealtimeClientEvent;
export type ErrorEvent = Realtime.RealtimeErrorEvent;
export type Item = Realtime.ConversationItem;
export type FunctionTool = Realtime.RealtimeFunctionTool;
export type ResponseObject = Realtime.RealtimeResponse;
export type Usage = Realtime.RealtimeResponseUsage;
export type SessionObject = Realtime.RealtimeSessionCreateRequest;

/** A server event before it has its `event_id`. */
export type Unnumbered<E = ServerEvent> = E extends { event_id: string } ? Omit<E, 'event_id'> : E;

/** The service sends null in places where its types only say that the field may be missing (captured from the live service). */
export const NULL = null as unknown as undefined;
