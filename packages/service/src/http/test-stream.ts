import http from 'node:http';

/** A live stream as a test reads it, on a socket of its own. */
export class TestStream {
  readonly #request: http.ClientRequest;
  #response: http.IncomingMessage | null = null;
  #waiting: { holds: (text: string) => boolean; resolve: () => void }[] = [];
  /** Everything that has arrived. */
  text = '';
  closed = false;

  constructor(url: string, options: { method?: string; headers: Record<string, string>; body?: string }) {
    this.#request = http.request(url, {
      method: options.method ?? 'POST',
      headers: { ...(options.body === undefined ? {} : { 'content-type': 'application/json' }), ...options.headers },
      agent: false,
    });
    this.#request.on('error', () => this.#end());
    this.#request.end(options.body);
  }

  /** Resolves with status and headers. */
  opened(): Promise<http.IncomingMessage> {
    return new Promise((resolve) => {
      this.#request.on('response', (response) => {
        this.#response = response;
        response.setEncoding('utf8');
        response.on('data', (text: string) => {
          this.text += text;
          this.#look();
        });
        response.on('close', () => this.#end());
        response.on('error', () => {});
        resolve(response);
      });
    });
  }

  /** Resolves when what has arrived holds `part`. */
  until(part: string | ((text: string) => boolean)): Promise<void> {
    const holds = typeof part === 'string' ? (text: string) => text.includes(part) : part;
    return new Promise((resolve) => {
      this.#waiting.push({ holds, resolve });
      this.#look();
    });
  }

  /** Resolves when the server has ended it, with everything that arrived. */
  async ended(): Promise<string> {
    await this.until(() => this.closed);
    return this.text;
  }

  pause(): void {
    this.#response?.pause();
  }

  resume(): void {
    this.#response?.resume();
  }

  /** Goes away in the middle. */
  leave(): void {
    this.#request.destroy();
  }

  #look(): void {
    const ready = this.#waiting.filter(({ holds }) => holds(this.text));
    this.#waiting = this.#waiting.filter((one) => !ready.includes(one));
    for (const { resolve } of ready) resolve();
  }

  #end(): void {
    this.closed = true;
    this.#look();
  }
}
