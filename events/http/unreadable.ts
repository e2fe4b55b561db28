// What of the table of a service is not as it writes it, service by service.
import { Type } from 'typebox';
import type { Service } from '../routes.ts';
import { strict } from '../schemas.ts';
import { admin, defineRoute } from './route.ts';
import { listOf, listQuery } from './shapes.ts';

const unreadableRoute = (service: Service) =>
  defineRoute({
    id: `${service}.list-unreadable`,
    service,
    method: 'GET',
    path: `/${service}/unreadable`,
    summary: `What ${service} has stored and cannot be read, and so is left out of every list`,
    notes:
      'An item is shown from when a list, a start or a message came upon it until it is changed or removed, and for thirty days after it was last come upon. Items are named by their keys; nothing of what they hold is shown.',
    auth: admin,
    request: { query: listQuery({}) },
    responses: {
      200: listOf(
        strict({
          /** Partition and sort key in the table. */
          key: Type.String(),
          kind: Type.String(),
          /** JSON pointer to a member that is wrong. */
          pointer: Type.String(),
          since: Type.String(),
        }),
      ),
    },
  });

export type UnreadableRoute = ReturnType<typeof unreadableRoute>;

export const listUnreadableAccounts = unreadableRoute('auth');
export const listUnreadableProducts = unreadableRoute('products');
export const listUnreadableOrders = unreadableRoute('orders');
export const listUnreadablePayments = unreadableRoute('payments');
export const listUnreadableWebhooks = unreadableRoute('webhooks');
export const listUnreadableNotifications = unreadableRoute('notifications');
