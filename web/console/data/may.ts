// What a reader may do, by role: what they may not is not shown. The API asks nobody's page, and refuses it anyway.
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';

type StaffRole = 'admin' | 'support' | 'fulfilment';

const onlyAdmin = ['admin'] as const;
const office = ['admin', 'support'] as const;
const warehouse = ['admin', 'fulfilment'] as const;

/** As the contracts of these operations have it, whose id is the name. */
export const allowed = {
  'orders.list': ['admin', 'support', 'fulfilment'],
  'orders.cancel': office,
  'orders.cancel-lines': warehouse,
  'orders.ship': warehouse,
  'orders.deliver': warehouse,
  'orders.refund': warehouse,
  'orders.request-return': office,
  'orders.receive-return': warehouse,
  'orders.refuse-return': warehouse,
  'orders.read-events': office,
  'orders.read-story': office,
  'orders.list-coupons': onlyAdmin,
  'payments.read': office,
  'payments.list-reviews': office,
  'payments.close-review': onlyAdmin,
  'products.change': onlyAdmin,
  'products.name-category': onlyAdmin,
  'auth.list-users': onlyAdmin,
  'auth.list-clients': onlyAdmin,
  'auth.list-audit': onlyAdmin,
  'dead-letters.list-queues': onlyAdmin,
} as const satisfies Record<string, readonly StaffRole[]>;

export type Operation = keyof typeof allowed;

export const staffRoles: readonly string[] = allowed['orders.list'];

export const mayWith =
  (roles: readonly string[]) =>
  (operation: Operation): boolean =>
    allowed[operation].some((role) => roles.includes(role));

/** Where nobody has said who reads, it is the administrator. */
export const Roles = createContext<readonly string[]>(onlyAdmin);

export const useMay = () => mayWith(useContext(Roles));
