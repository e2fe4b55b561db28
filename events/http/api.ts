// The whole public API: every route of every service.
import * as account from './auth/account.ts';
import * as admin from './auth/admin.ts';
import * as auth from './auth/auth.ts';
import * as oauth from './auth/oauth.ts';
import * as deadLetters from './dead-letters.ts';
import * as docs from './docs.ts';
import * as notifications from './notifications.ts';
import * as cart from './orders/cart.ts';
import * as coupons from './orders/coupons.ts';
import * as fulfilment from './orders/fulfilment.ts';
import * as orders from './orders/orders.ts';
import * as payments from './payments.ts';
import * as imports from './products/imports.ts';
import * as inventory from './products/inventory.ts';
import * as products from './products/products.ts';
import type { RouteContract } from './route.ts';
import * as webhooks from './webhooks.ts';

const isRoute = (value: unknown): value is RouteContract =>
  typeof value === 'object' && value !== null && 'method' in value && 'responses' in value;

export const api: readonly RouteContract[] = [
  auth,
  account,
  oauth,
  admin,
  products,
  imports,
  inventory,
  orders,
  fulfilment,
  cart,
  coupons,
  payments,
  webhooks,
  notifications,
  deadLetters,
  docs,
].flatMap((contracts) => Object.values(contracts).filter(isRoute));
