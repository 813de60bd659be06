/**
 * What comes from a phone or a service must not steer the terminal: control characters become spaces, and what turns the writing direction
 * round (U+202A–202E, U+2066–2069) is left out.
 */
export function plainText(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ').replace(/[\u202a-\u202e\u2066-\u2069]/g, '');
}
