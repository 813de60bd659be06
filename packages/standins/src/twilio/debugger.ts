/** One entry of the account's debugger: what went wrong with a call, which nobody is told by the REST API. */
export interface DebuggerEvent {
  /** Of https://www.twilio.com/docs/api/errors. */
  code: number;
  level: 'error' | 'warning';
  message: string;
  callSid: string;
  /** Milliseconds since 1970, of the network's clock. */
  at: number;
}

/**
 * The codes that are given. All of them are Twilio's; where its page for a case is not known, the nearest one is taken and the message
 * says what happened.
 */
export const DEBUGGER = {
  httpRetrieval: { code: 11200, level: 'error', text: 'HTTP retrieval failure' },
  httpConnection: { code: 11205, level: 'error', text: 'HTTP connection failure' },
  documentParse: { code: 12100, level: 'error', text: 'Document parse failure' },
  schema: { code: 12200, level: 'warning', text: 'Schema validation warning' },
  contentType: { code: 12300, level: 'error', text: 'Invalid Content-Type' },
  sayText: { code: 13520, level: 'error', text: 'Say: Invalid text' },
  streamTimeout: { code: 31901, level: 'error', text: 'Stream - WebSocket - Connection Timeout' },
  streamRefused: { code: 31902, level: 'error', text: 'Stream - WebSocket - Connection Refused' },
  streamBroken: { code: 31903, level: 'error', text: 'Stream - WebSocket - Connection Broken Pipe' },
  streamHandshake: { code: 31920, level: 'error', text: 'Stream - WebSocket - Handshake Error' },
  streamClose: { code: 31921, level: 'error', text: 'Stream - WebSocket - Close Error' },
  streamScheme: { code: 31922, level: 'error', text: 'Stream - WebSocket - URL Schema Not Supported' },
  streamProtocol: { code: 31924, level: 'error', text: 'Stream - Websocket - Protocol Error' },
  streamMessage: { code: 31951, level: 'warning', text: 'Stream - Protocol - Invalid Message' },
} as const satisfies Record<string, { code: number; level: DebuggerEvent['level']; text: string }>;

export type Problem = keyof typeof DEBUGGER;

/** Tells the debugger of a problem; `detail` goes behind the code's own text. */
export type Report = (problem: Problem, detail: string) => void;
