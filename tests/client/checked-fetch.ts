import { Ajv2020 } from 'ajv/dist/2020.js';

interface Operation {
  operationId: string;
  responses: Record<string, { content?: Record<string, { schema: unknown }> }>;
}

export interface ApiDocument {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, unknown> };
}

/** A `fetch` that holds every answer against what `/openapi.json` says of it. */
export class CheckedFetch {
  /** Ids of the operations that were asked. */
  readonly asked = new Set<string>();
  /** Every problem that an answer had. */
  readonly problems: string[] = [];
  /** How many answers, and how many events of live streams, were held against a schema. */
  readonly checked = { answers: 0, events: 0 };
  readonly #document: ApiDocument;
  readonly #ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });

  constructor(document: ApiDocument) {
    this.#document = document;
    // As a whole, so that the schemas within can refer to one another.
    this.#ajv.addSchema(document, 'openapi');
  }

  readonly fetch: typeof fetch = async (input, init) => {
    const response = await fetch(input, init);
    const url = new URL(String(input));
    const method = (init?.method ?? 'GET').toLowerCase();
    const path = Object.keys(this.#document.paths).find(
      (one) => this.#document.paths[one]?.[method] !== undefined && pattern(one).test(url.pathname),
    );
    if (path === undefined) {
      this.problems.push(`${method} ${url.pathname} is not in the document`);
      return response;
    }
    const operation = this.#document.paths[path]?.[method] as Operation;
    this.asked.add(operation.operationId);
    const status = String(response.status);
    const said = operation.responses[status];
    if (said === undefined) this.problems.push(`${operation.operationId} may not answer ${status}`);
    const type = response.headers.get('content-type')?.split(';')[0] ?? '';
    if (said?.content !== undefined && said.content[type] === undefined)
      this.problems.push(`${operation.operationId} ${status} may not be ${type}`);
    if (type !== 'application/json') return response;
    const text = await response.text();
    this.checked.answers += 1;
    this.#check(
      `${operation.operationId} ${status}`,
      pointer('paths', path, method, 'responses', status, 'content', type, 'schema'),
      JSON.parse(text),
    );
    return new Response(text, { status: response.status, headers: response.headers });
  };

  /** One event of a call, as the live stream told it. */
  event({ id: _id, ...event }: { id: string | null }): void {
    this.checked.events += 1;
    this.#check('event', pointer('components', 'schemas', 'CallEvent'), event);
  }

  #check(what: string, reference: string, value: unknown): void {
    const validate = this.#ajv.getSchema(reference);
    if (validate === undefined) this.problems.push(`${what} has no schema`);
    else if (!validate(value))
      this.problems.push(`${what}: ${this.#ajv.errorsText(validate.errors)} in ${JSON.stringify(value)}`);
  }
}

function pattern(path: string): RegExp {
  return new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`);
}

function pointer(...parts: string[]): string {
  return `openapi#/${parts.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')}`;
}
