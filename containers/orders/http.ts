// Every route of the orders service.
import type { Endpoint } from '../../platform/http/endpoint.ts';
import { cartEndpoints } from './cart-endpoints.ts';
import { couponEndpoints } from './coupon-endpoints.ts';
import { fulfilmentEndpoints } from './fulfilment-endpoints.ts';
import { placingEndpoints } from './placing-endpoints.ts';
import { readingEndpoints } from './reading-endpoints.ts';
import { returnEndpoints } from './return-endpoints.ts';
import type { OrderServices } from './routes.ts';

export const orderEndpoints = (services: OrderServices): readonly Endpoint[] => [
  ...placingEndpoints(services),
  ...readingEndpoints(services),
  ...fulfilmentEndpoints(services),
  ...returnEndpoints(services),
  ...cartEndpoints(services),
  ...couponEndpoints(services),
];
