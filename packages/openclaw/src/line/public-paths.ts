import type { CheckedAddress, PublicRequest, PublicRoutes, TwilioCarrier } from '@ringback/engine';

/** In which the self-test carries its token. */
export const SELF_TEST_HEADER = 'x-supercall-self-test';

/** These routes below a path of ours: `/supercall` before `/twilio`. */
function below(path: string, routes: PublicRoutes): PublicRoutes {
  const inside = (request: PublicRequest): PublicRequest => ({ ...request, target: request.target.slice(path.length) });
  return {
    prefix: `${path}${routes.prefix}`,
    handle: (request) => routes.handle(inside(request)),
    upgrade: (request) => routes.upgrade(inside(request)),
  };
}

/**
 * What is served: everything that Twilio asks for, and the test of the way here, below `serve.path`; the sound of calls at `streaming.streamPath`,
 * where the test opens its WebSocket too.
 */
export function publicPaths(
  paths: { path: string; streamPath: string },
  carrier: TwilioCarrier,
  address: CheckedAddress,
): PublicRoutes[] {
  return [
    below(paths.path, carrier),
    below(paths.path, address.routes),
    {
      prefix: paths.streamPath,
      handle: async () => ({ status: 404 }),
      upgrade: (request) =>
        request.headers[SELF_TEST_HEADER] === undefined
          ? carrier.upgrade({ ...request, target: mediaTarget(request.target, paths.streamPath) })
          : address.routes.upgrade(request),
    },
  ];
}

/** Twilio takes no query in the URL of a media socket; whoever sends one is no Twilio. */
function mediaTarget(target: string, streamPath: string): string {
  return `/twilio/media${target.slice(streamPath.length)}`;
}
