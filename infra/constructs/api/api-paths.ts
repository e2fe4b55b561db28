// What the public routes say about where requests go.
import { api } from '../../../events/http/api.ts';
import type { RouteContract } from '../../../events/http/route.ts';

/** First segments of a service's routes, e.g. `/orders`, sorted. */
export const pathsOf = (
  service: RouteContract['service'],
  routes: readonly RouteContract[] = api,
): readonly string[] => {
  const firstSegments = routes
    .filter((route) => route.service === service)
    .map(({ path }) => `/${path.split('/')[1]}`);
  return [...new Set(firstSegments)].sort();
};
