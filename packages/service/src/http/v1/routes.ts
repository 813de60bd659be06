import type { CallFeeds } from '../call-feed.js';
import type { EventStreams } from '../event-stream.js';
import type { HttpOptions } from '../http-options.js';
import type { Route } from '../route.js';

export function v1Routes(_options: HttpOptions, _streams: EventStreams, _feeds: CallFeeds): Route[] {
  return [];
}
