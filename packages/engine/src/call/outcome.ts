/** What came of a call, as far as the conversation knows. */
export interface Outcome {
  /** True, false, or null where it cannot be told. */
  goalAchieved: boolean | null;
  /** One or two sentences in the call's language. */
  summary: string;
  /** What was found out: facts by name. Checked against the brief's result schema by whoever asked. */
  facts: Record<string, unknown>;
  /** The callee asked never to be called again. */
  doNotCall: boolean;
}

export const NO_OUTCOME: Outcome = { goalAchieved: null, summary: '', facts: {}, doNotCall: false };
