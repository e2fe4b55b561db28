// Every route of the orders service.
import { listUnreadableOrders } from '../../events/http/unreadable.ts';
import { unreadableEndpoints } from '../../platform/service/unreadable-endpoints.ts';
import { cartEndpoints } from './cart/http.ts';
import { couponEndpoints } from './coupons/http.ts';
import { followingEndpoints } from './following/http.ts';
import { fulfilmentEndpoints } from './fulfilment/http.ts';
import { listEndpoints } from './lists/http.ts';
import { placingEndpoints } from './placing/http.ts';
import { storyEndpoints } from './stories/http.ts';

export type HttpParts = Parameters<typeof placingEndpoints>[0] &
  Parameters<typeof followingEndpoints>[0] &
  Parameters<typeof listEndpoints>[0] &
  Parameters<typeof fulfilmentEndpoints>[0] &
  Parameters<typeof storyEndpoints>[0] &
  Parameters<typeof cartEndpoints>[0] &
  Parameters<typeof couponEndpoints>[0] & {
    readonly unreadable: Parameters<typeof unreadableEndpoints>[1];
  };

export const orderEndpoints = (parts: HttpParts) => [
  ...placingEndpoints(parts),
  ...followingEndpoints(parts),
  ...listEndpoints(parts),
  ...fulfilmentEndpoints(parts),
  ...storyEndpoints(parts),
  ...cartEndpoints(parts),
  ...couponEndpoints(parts),
  ...unreadableEndpoints(listUnreadableOrders, parts.unreadable, () => parts.cursors),
];
