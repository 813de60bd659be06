import { z } from 'zod';
import type { HttpOptions } from './http-options.js';
import { type Route, route } from './route.js';

const tag = 'Operation';

const health = z.object({ status: z.literal('ok') }).meta({ id: 'Health' });

const readiness = z
  .object({
    ready: z.boolean(),
    reasons: z.array(z.string()).meta({ description: 'Why not; empty where it is ready.' }),
  })
  .meta({ id: 'Readiness' });

/** For whoever watches the process. They are open to all: put them behind a proxy where that is not wanted. */
export function healthRoutes({ readiness: ask, metrics, logger }: HttpOptions): Route[] {
  return [
    route({
      method: 'GET',
      path: '/healthz',
      access: 'public',
      operationId: 'healthz',
      summary: 'The process is alive',
      tag,
      answers: { 200: { description: 'Alive', schema: health } },
      handle: () => ({ status: 'ok' }),
    }),
    route({
      method: 'GET',
      path: '/readyz',
      access: 'public',
      operationId: 'readyz',
      summary: 'Calls can be accepted',
      tag,
      answers: {
        200: { description: 'Ready', schema: readiness },
        503: { description: 'Not ready, with the reasons', schema: readiness },
      },
      async handle({ reply }) {
        let state: z.infer<typeof readiness>;
        try {
          state = await ask();
        } catch (error) {
          logger.error({ err: error }, 'readiness could not be asked');
          state = { ready: false, reasons: ['the service could not tell whether it is ready'] };
        }
        return reply.code(state.ready ? 200 : 503).send({ ready: state.ready, reasons: state.reasons });
      },
    }),
    route({
      method: 'GET',
      path: '/metrics',
      access: 'public',
      operationId: 'metrics',
      summary: 'Figures for Prometheus',
      tag,
      answers: { 200: { description: 'Prometheus text format', contentType: 'text/plain' } },
      async handle({ reply }) {
        return reply.type(metrics.contentType).send(await metrics.metrics());
      },
    }),
  ];
}
