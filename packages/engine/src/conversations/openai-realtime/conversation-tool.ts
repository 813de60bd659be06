/** Something else that the AI may do in a call, given by whoever runs the conversations. */
export interface ConversationTool {
  /** `[A-Za-z0-9_-]`, at most 64. */
  name: string;
  description: string;
  /** JSON Schema of an object. */
  parameters: Record<string, unknown>;
  /**
   * @param given arguments that fit `parameters`.
   * @returns what the model is told. What it throws, the model is told as a failure, without its message.
   */
  run(given: Record<string, unknown>, call: { callId: string; signal: AbortSignal }): Promise<string>;
}
