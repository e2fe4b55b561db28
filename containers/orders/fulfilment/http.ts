// Every route of what becomes of a placed order.
import type { Endpoint } from '../../../platform/http/endpoint.ts';
import { fulfilmentEndpoints as fulfilling } from './fulfil-http.ts';
import { returnEndpoints } from './return-http.ts';

export const fulfilmentEndpoints = (
  parts: Parameters<typeof fulfilling>[0],
): readonly Endpoint[] => [...fulfilling(parts), ...returnEndpoints(parts)];
