/** One thing in the history of a session, as the model knows it: of cut-off speech only what was left of it. */
export type Remembered =
  | { kind: 'user' | 'assistant' | 'system'; words: string }
  | { kind: 'call'; callId: string; name: string; arguments: string }
  | { kind: 'result'; callId: string; output: string };

/** What a mind knows when a response is asked of it. */
export interface MindContext {
  sessionId: string;
  instructions: string;
  history: readonly Remembered[];
  /** What the user said since the assistant last spoke or called a tool; '' where nothing was. */
  heard: string;
  /** Function tools that it may call; empty where the tool choice is `none`. */
  tools: readonly { name: string; description: string; parameters: unknown }[];
  /** It must call a tool: any of them, or the named one. */
  mustCall: boolean | string;
  modality: 'audio' | 'text';
  /** It answers nothing that was said: the user was silent for the idle timeout. */
  idle: boolean;
  outOfBand: boolean;
  metadata: Readonly<Record<string, string>> | null;
}

/** What a mind does, one after the other, within one response. */
export type Thought =
  /** Said, or written where the response is text. Consecutive stretches are one message. */
  | { say: string }
  /** `arguments` as a value, or as the JSON text exactly as the model writes it. */
  | { call: string; arguments: unknown }
  /** Thinks for so long, in ms of the stand-in's clock. */
  | { pauseMs: number }
  /** The response ends here, `incomplete`. */
  | { stop: 'max_output_tokens' | 'content_filter' }
  /** The response ends here, `failed`. */
  | { fail: { type: string; code: string; message: string } };

/** The mind within one session. */
export interface MindSession {
  /**
   * Called once a response. When it throws, the response fails with `server_error`.
   *
   * @param signal aborted when the response is cancelled.
   */
  respond(context: MindContext, signal: AbortSignal): Iterable<Thought> | AsyncIterable<Thought>;
}

/** What the stand-in says and does, in place of a model. One mind serves many sessions. */
export interface Mind {
  begin(sessionId: string): MindSession;
}
