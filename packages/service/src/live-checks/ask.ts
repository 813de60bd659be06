/** Twilio's and the models' APIs answer within a second or two. */
const ANSWER_MS = 10_000;

export type Answer = { status: number; body: unknown } | { failure: string };

/** Follows no redirect: that would carry a key to an address that nobody named. */
export async function ask(url: string, headers: Record<string, string>, method = 'GET'): Promise<Answer> {
  try {
    const response = await fetch(url, { method, headers, redirect: 'manual', signal: AbortSignal.timeout(ANSWER_MS) });
    const body: unknown = await response.json().catch(() => ({}));
    return { status: response.status, body: typeof body === 'object' && body !== null ? body : {} };
  } catch (error) {
    const { name, cause } = error as Error & { cause?: { code?: string } };
    return { failure: name === 'TimeoutError' ? 'no answer in time' : (cause?.code ?? name) };
  }
}
