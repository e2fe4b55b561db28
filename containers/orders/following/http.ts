// Every route by which an order is followed.
import type { Endpoint } from '../../../platform/http/endpoint.ts';
import { eventEndpoints } from './events-http.ts';
import { readEndpoints } from './read-http.ts';

export const followingEndpoints = (
  parts: Parameters<typeof readEndpoints>[0] & Parameters<typeof eventEndpoints>[0],
): readonly Endpoint[] => [...readEndpoints(parts), ...eventEndpoints(parts)];
