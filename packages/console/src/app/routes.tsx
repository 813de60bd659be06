import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { Frame } from './frame.js';
import { BrokenScreen, NotFound, Waiting } from './notices.js';
import { SCREENS } from './screens.js';

const root = createRootRoute({ notFoundComponent: NotFound });

/** Everything behind the sign-in. */
const frame = createRoute({ getParentRoute: () => root, id: 'frame', component: Frame });

const screens = SCREENS.map(({ path, load }) =>
  createRoute({ getParentRoute: () => frame, path, component: lazyRouteComponent(load) }),
);

/** For somebody who has no account here. */
const answer = createRoute({
  getParentRoute: () => root,
  path: '/answer',
  component: lazyRouteComponent(() => import('../answer/answer-screen.js')),
});

export const router = createRouter({
  routeTree: root.addChildren([frame.addChildren(screens), answer]),
  defaultPreload: 'intent',
  defaultErrorComponent: BrokenScreen,
  defaultPendingComponent: Waiting,
  scrollRestoration: true,
  // Texts as they are: the router's own way makes figures of what looks like some, and puts quotes around them.
  parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
  stringifySearch: (search) => {
    const given = Object.entries(search as Record<string, unknown>).filter(([, value]) => value !== undefined);
    const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
    return text === '' ? '' : `?${text}`;
  },
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
