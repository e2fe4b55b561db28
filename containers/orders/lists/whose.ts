// Whose orders are listed.

import { listOrders } from '../../../events/http/orders/orders.ts';
import { AppError } from '../../../platform/kernel/errors.ts';
import type { Identity } from '../../../platform/tokens/identity.ts';
import { actorOf } from '../requests/order-request.ts';
import type { Asked } from './asked.ts';
import type { Customers } from './customers.ts';

/** A customer's own; for staff those of an address, their own, or all (undefined). `nobody` has the address. Throws `forbidden`. */
export const createWhose =
  (customers: Pick<Customers, 'find'>) =>
  async (identity: Identity, { email, own }: Pick<Asked, 'email' | 'own'>) => {
    const actor = actorOf(identity, listOrders);
    if (own) return identity.subject;
    if (email === undefined) return actor.kind === 'customer' ? actor.customerId : undefined;
    // Addresses are for people who look after customers, not for services that send goods.
    if (actor.kind === 'customer' || identity.kind === 'client') throw new AppError('forbidden');
    return (await customers.find(email)) ?? 'nobody';
  };
