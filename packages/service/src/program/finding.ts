/** What one check of the doctor's found. */
export interface Finding {
  check: string;
  status: 'ok' | 'warn' | 'fail';
  message: string;
  /** What to do; absent where all is well. */
  mend?: string;
}
