import { z } from 'zod';
import { ConsolePage } from './console-page.js';
import { success } from './envelope.js';
import type { HttpOptions } from './http-options.js';
import { successMessage } from './messages.js';
import { type Route, route } from './route.js';
import { envelope } from './schemas.js';

const home = envelope(
  z
    .object({
      service: z.literal('ringback'),
      api: z.string().meta({ description: 'Where the OpenAPI document is.' }),
      health: z.string(),
      readiness: z.string(),
      simulated: z.boolean().meta({ description: 'True: no real phone rings.' }),
    })
    .meta({ id: 'Home' }),
);

/** What this is, for who finds the server without its documentation: the console for a browser, a description for a program. */
export function homeRoute({ simulated, console }: HttpOptions): Route {
  return route({
    method: 'GET',
    path: '/',
    access: 'public',
    operationId: 'home',
    summary: 'What this server is',
    tag: 'Operation',
    answers: { 200: { description: 'What this is and where its API is described', schema: home } },
    handle: ({ language, request, reply }) => {
      reply.header('vary', 'accept');
      if (console !== null && ConsolePage.isWanted(request)) return console.send(reply);
      return success(successMessage('home', { simulated }, language), {
        service: 'ringback',
        api: '/openapi.json',
        health: '/healthz',
        readiness: '/readyz',
        simulated,
      });
    },
  });
}
