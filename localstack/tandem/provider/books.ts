// What the sandbox has written down: each operation under its id, its key and its authorisation.
import type { LedgerOptions, Operation, OperationKind, Totals } from './ledger.ts';
import { Refusal } from './refusal.ts';

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
