// What the sandbox has written down: each operation under its id, its key and its authorisation.
import { Refusal } from './refusal.ts';

export type OperationKind = 'authorization' | 'capture' | 'void' | 'refund';
export type OperationStatus = 'pending' | 'succeeded' | 'declined';

export interface Operation {
  /** The provider's reference, e.g. `auth_7`. */
  readonly id: string;
  /** The merchant's idempotency key: one operation for ever. */
  readonly key: string;
  readonly kind: OperationKind;
  /** The authorisation this belongs to; its own id where it is one. */
  readonly authorization: string;
  /** The merchant's order. */
  readonly reference: string;
  /** Minor units. */
  readonly amount: number;
  readonly currency: string;
  readonly token: string;
  readonly status: OperationStatus;
  readonly reason: string | null;
  readonly createdAt: string;
}

export interface Totals {
  readonly authorized: number;
  readonly captured: number;
  readonly refunded: number;
  readonly voided: number;
}

export interface LedgerOptions {
  /** What an earlier run has saved, oldest first; the last entry of an id counts. */
  readonly saved?: readonly Operation[];
  readonly save?: (operation: Operation) => void;
  readonly now: () => string;
}

const ended = (operations: readonly Operation[], kind: OperationKind): number =>
  operations
    .filter((operation) => operation.kind === kind && operation.status === 'succeeded')
    .reduce((total, { amount }) => total + amount, 0);

export const createBooks = ({
  saved = [],
  save = () => {},
}: Pick<LedgerOptions, 'saved' | 'save'>) => {
  const operations = new Map<string, Operation>();
  const byKey = new Map<string, Operation>();
  const byAuthorization = new Map<string, Map<string, Operation>>();

  const remember = (operation: Operation): Operation => {
    operations.set(operation.id, operation);
    byKey.set(operation.key, operation);
    const group = byAuthorization.get(operation.authorization) ?? new Map<string, Operation>();
    byAuthorization.set(operation.authorization, group.set(operation.id, operation));
    return operation;
  };
  for (const operation of saved) remember(operation);

  const record = (operation: Operation): Operation => {
    save(operation);
    return remember(operation);
  };

  const nextId = (kind: OperationKind): string =>
    `${{ authorization: 'auth', capture: 'cap', void: 'void', refund: 'ref' }[kind]}_${operations.size + 1}`;

  const totals = (authorization: string): Totals => {
    const group = [...(byAuthorization.get(authorization)?.values() ?? [])];
    return {
      authorized: ended(group, 'authorization'),
      captured: ended(group, 'capture'),
      refunded: ended(group, 'refund'),
      voided: ended(group, 'void'),
    };
  };

  const authorizationOf = (id: string): Operation => {
    const found = operations.get(id);
    if (found?.kind !== 'authorization') throw new Refusal(404, 'unknown_authorization');
    return found;
  };

  return {
    find: (key: string) => byKey.get(key),
    byId: (id: string) => operations.get(id),
    list: (): readonly Operation[] => [...operations.values()],
    record,
    nextId,
    totals,
    authorizationOf,
  };
};
