// Every route of the orders service.
import type { Endpoint } from '../../platform/http/endpoint.ts';
import { cartEndpoints } from './cart/cart-endpoints.ts';
import { couponEndpoints } from './coupons/coupon-endpoints.ts';
import { fulfilmentEndpoints } from './fulfilment/fulfilment-endpoints.ts';
import { returnEndpoints } from './fulfilment/return-endpoints.ts';
import { readingEndpoints } from './lists/reading-endpoints.ts';
import type { OrderServices } from './order-endpoint.ts';
import { placingEndpoints } from './placing/placing-endpoints.ts';

export const orderEndpoints = (services: OrderServices): readonly Endpoint[] => [
  ...placingEndpoints(services),
  ...readingEndpoints(services),
  ...fulfilmentEndpoints(services),
  ...returnEndpoints(services),
  ...cartEndpoints(services),
  ...couponEndpoints(services),
];
