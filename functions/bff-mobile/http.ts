// Every screen: made from a few answers of the public API, with what could not be had left out by name.
import type { Endpoint } from '../../platform/http/endpoint.ts';
import type { MobileApi } from './api.ts';
import { homeScreen } from './screens/home.ts';
import { orderScreen } from './screens/order.ts';
import { ordersScreen } from './screens/orders.ts';
import { productScreen } from './screens/product.ts';

export const mobileEndpoints = (api: MobileApi): readonly Endpoint[] => [
  homeScreen(api),
  productScreen(api),
  orderScreen(api),
  ordersScreen(api),
];
