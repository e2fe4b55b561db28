// Every route of what becomes of a placed order.
import type { Endpoint } from '../../../platform/http/endpoint.ts';
import { shippingEndpoints } from './fulfil-http.ts';
import { returnEndpoints } from './return-http.ts';

export const fulfilmentEndpoints = (
  parts: Parameters<typeof shippingEndpoints>[0],
): readonly Endpoint[] => [...shippingEndpoints(parts), ...returnEndpoints(parts)];
