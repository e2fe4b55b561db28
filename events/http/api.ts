// The whole public API: every route of every service.
import * as account from './account.ts';
import * as admin from './admin.ts';
import * as auth from './auth.ts';
import * as cart from './cart.ts';
import * as coupons from './coupons.ts';
import * as deadLetters from './dead-letters.ts';
import * as docs from './docs.ts';
import * as fulfilment from './fulfilment.ts';
import * as imports from './imports.ts';
import * as inventory from './inventory.ts';
import * as notifications from './notifications.ts';
import * as oauth from './oauth.ts';
import * as orders from './orders.ts';
import * as payments from './payments.ts';
import * as products from './products.ts';
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
