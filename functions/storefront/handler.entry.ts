// The shop for people: pages made on the server from the public API, with the visitor's own token.
import { eventFunction } from '../../platform/service/event-function.ts';
import { readStorefrontConfig } from './config.ts';
import { createShop } from './shop.ts';

export const handler = eventFunction(readStorefrontConfig(), ({ config, log }) =>
  createShop({ apiUrl: config.API_URL, log }),
);
