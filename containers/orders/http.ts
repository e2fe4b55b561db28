// Every route of the orders service.

import type { Endpoint } from '../../platform/http/endpoint.ts';
import { cartEndpoints } from './cart/http.ts';
import { couponEndpoints } from './coupons/http.ts';
import { fulfilmentEndpoints } from './fulfilment/http.ts';
import { returnEndpoints } from './fulfilment/return-http.ts';
import { readingEndpoints } from './lists/http.ts';
import type { OrderServices } from './order-endpoint.ts';
import { placingEndpoints } from './placing/http.ts';

export const orderEndpoints = (services: OrderServices): readonly Endpoint[] => [
  ...placingEndpoints(services),
  ...readingEndpoints(services),
  ...fulfilmentEndpoints(services),
  ...returnEndpoints(services),
  ...cartEndpoints(services),
  ...couponEndpoints(services),
];
