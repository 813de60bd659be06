import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** What is counted at the HTTP side. No label holds a phone number, an account, a key or a path as it was asked. */
export class HttpMetrics {
  readonly #requests: Counter<'method' | 'route' | 'status'>;
  readonly #seconds: Histogram<'route'>;
  readonly #streams: Gauge;
  readonly #cutOffs: Counter<'reason'>;

  constructor(registry: Registry) {
    const registers = [registry];
    this.#requests = new Counter({
      name: 'ringback_http_requests_total',
      help: 'Requests answered, by route and status.',
      labelNames: ['method', 'route', 'status'],
      registers,
    });
    this.#seconds = new Histogram({
      name: 'ringback_http_request_seconds',
      help: 'From the request’s headers to the end of its answer; live streams are left out.',
      labelNames: ['route'],
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
      registers,
    });
    this.#streams = new Gauge({ name: 'ringback_streams_open', help: 'Live streams open now.', registers });
    this.#cutOffs = new Counter({
      name: 'ringback_stream_cut_offs_total',
      help: 'Live streams that were cut off, by why: backlog (the reader fell too far behind) or stalled (it stopped reading).',
      labelNames: ['reason'],
      registers,
    });
  }

  /** @param route the pattern, never the path as asked; @param seconds null for a live stream */
  answered(method: string, route: string, status: number, seconds: number | null): void {
    this.#requests.inc({ method, route, status });
    if (seconds !== null) this.#seconds.observe({ route }, seconds);
  }

  streamOpened(): void {
    this.#streams.inc();
  }

  streamClosed(): void {
    this.#streams.dec();
  }

  cutOff(reason: 'backlog' | 'stalled'): void {
    this.#cutOffs.inc({ reason });
  }
}
