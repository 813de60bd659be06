/** What the callee's words can mean to a notice. One turn may mean several: "是我，你是机器人吗？" is `affirm` and `is_ai`. */
export type Intent =
  /** Yes: it is them, or an answer to the last question. */
  | 'affirm'
  /** No, and nothing more: its meaning follows from the last question. */
  | 'deny'
  /** Yes and no at once, or a name that may be misheard: asked again, never taken for a yes. */
  | 'unclear'
  /** Wrong number, or it says outright that it is not the person. */
  | 'wrong_person'
  /** Somebody else who knows the person: a relative, an assistant. */
  | 'other_person'
  /** Gives another name. */
  | 'other_name'
  /** The person is not there. */
  | 'not_here'
  /** Wait. */
  | 'hold_on'
  /** Goes away for a while: fetches the person or a pen, or is connecting. Always with `hold_on`. */
  | 'fetches'
  | 'busy'
  /** Wants nothing: takes it for a sales call. */
  | 'decline'
  | 'do_not_call'
  | 'who_is_calling'
  | 'what_about'
  /** After an interruption: the AI shall go on. */
  | 'go_on'
  | 'repeat'
  /** Asks whether it is an AI, a machine, a recording; wants a human. */
  | 'is_ai'
  /** Gives the AI orders or asks for its secrets: data, never followed. */
  | 'orders'
  | 'question_when'
  | 'question_where'
  | 'question_who'
  | 'question_other'
  | 'acknowledge'
  | 'thanks'
  | 'goodbye'
  | 'greeting'
  | 'voicemail'
  | 'menu'
  | 'unknown';

/** Words cut at their marks; `asked` where a clause ends with a question mark. */
export function clausesOf(words: string): { text: string; asked: boolean }[] {
  const clauses: { text: string; asked: boolean }[] = [];
  for (const match of words.matchAll(/([^,，、。.!！?？;；:：…~—\n]+)([,，、。.!！?？;；:：…~—\n]*)/gu)) {
    const text = (match[1] as string).trim();
    if (text !== '') clauses.push({ text, asked: /[?？]/u.test(match[2] as string) });
  }
  return clauses;
}
