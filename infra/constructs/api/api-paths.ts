// What the public routes say about where requests go.
import { api } from '../../../events/http/api.ts';
import type { RouteContract } from '../../../events/http/route.ts';

/** With its version, as several services may have a second one, and with what staff have of it alone: several have that as well. */
const firstOf = (path: string): string => /^(?:\/v\d+)?(?:\/admin)?\/[^/]+/.exec(path)?.[0] ?? path;

/** How the paths of a service's routes begin, e.g. `/orders` and `/v2/orders`, sorted. */
export const pathsOf = (
  service: RouteContract['service'],
  routes: readonly RouteContract[] = api,
): readonly string[] => {
  const beginnings = routes
    .filter((route) => route.service === service)
    .map(({ path }) => firstOf(path));
  return [...new Set(beginnings)].sort();
};
