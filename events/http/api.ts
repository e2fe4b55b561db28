// The whole public API: every route of every service, in chapters as people look for them.
import * as account from './auth/account.ts';
import * as addresses from './auth/addresses.ts';
import * as admin from './auth/admin.ts';
import * as auth from './auth/auth.ts';
import * as oauth from './auth/oauth.ts';
import * as mobile from './bff/mobile.ts';
import * as deadLetters from './dead-letters.ts';
import * as docs from './docs.ts';
import * as graphql from './graphql.ts';
import * as health from './health.ts';
import * as notifications from './notifications.ts';
import * as cart from './orders/cart.ts';
import * as coupons from './orders/coupons.ts';
import * as fulfilment from './orders/fulfilment.ts';
import * as orders from './orders/orders.ts';
import * as ordersV2 from './orders/orders-v2.ts';
import * as stories from './orders/stories.ts';
import * as payments from './payments.ts';
import * as imports from './products/imports.ts';
import * as inventory from './products/inventory.ts';
import * as products from './products/products.ts';
import type { RouteContract } from './route.ts';
import * as unreadable from './unreadable.ts';
import * as webhooks from './webhooks.ts';

export interface Chapter {
  readonly name: string;
  readonly about: string;
  readonly contracts: readonly Readonly<Record<string, unknown>>[];
}

export const chapters: readonly Chapter[] = [
  {
    name: 'Accounts',
    about:
      'Registering, logging in and out, passwords, and the public keys that tokens are signed with.',
    contracts: [auth],
  },
  {
    name: 'Own account',
    about:
      'What a person sees and changes of their own: profile, password, one-time codes, sessions, addresses, mails.',
    contracts: [account, addresses, notifications],
  },
  {
    name: 'OAuth',
    about:
      'Tokens for programs, as RFC 6749, 7009 and 7662 have them: in snake_case, with the errors of OAuth.',
    contracts: [oauth],
  },
  {
    name: 'Catalogue',
    about: 'Products with their variants, prices and availability, and the tree of categories.',
    contracts: [products],
  },
  {
    name: 'Imports',
    about: 'Many products at once, one JSON object a line.',
    contracts: [imports],
  },
  {
    name: 'Inventory',
    about: 'Stock by SKU, and the ledger of everything that has changed it.',
    contracts: [inventory],
  },
  {
    name: 'Cart',
    about: 'The cart of a guest or a customer, always at the prices of now.',
    contracts: [cart],
  },
  {
    name: 'Orders',
    about: 'Placing an order and following it until it is settled.',
    contracts: [orders, ordersV2],
  },
  {
    name: 'Fulfilment',
    about: 'What becomes of an order: shipments, delivery, cancellations, returns, refunds.',
    contracts: [fulfilment],
  },
  {
    name: 'Coupons',
    about: 'Discounts that customers name when they order.',
    contracts: [coupons],
  },
  {
    name: 'Payments',
    about:
      'What was authorised, captured and given back; what a person must look at; our books against the provider’s.',
    contracts: [payments],
  },
  {
    name: 'Webhooks',
    about:
      'Where merchants want to be told of events, what they were sent, and what payment providers send here.',
    contracts: [webhooks],
  },
  {
    name: 'Administration',
    about:
      'Users, OAuth clients, where an order is stuck, dead letters and stored items that cannot be read, for those who work here.',
    contracts: [admin, stories, deadLetters, unreadable],
  },
  {
    name: 'GraphQL',
    about: 'All that a page of a web shop shows, in one request.',
    contracts: [graphql],
  },
  {
    name: 'Mobile',
    about: 'A screen of an app in one answer of at most 4 KB.',
    contracts: [mobile],
  },
  { name: 'Health', about: 'Whether the API is well.', contracts: [health] },
  { name: 'Documents', about: 'The API described by itself.', contracts: [docs] },
];

const isRoute = (value: unknown): value is RouteContract =>
  typeof value === 'object' && value !== null && 'method' in value && 'responses' in value;

export const routesOf = ({ contracts }: Chapter): readonly RouteContract[] =>
  contracts.flatMap((module) => Object.values(module).filter(isRoute));

export const api: readonly RouteContract[] = chapters.flatMap(routesOf);
