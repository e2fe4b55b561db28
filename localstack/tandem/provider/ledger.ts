// The sandbox provider's own books: one operation per key, captured ≤ authorised, refunded ≤ captured.

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

/** A request the provider cannot follow, as its HTTP answer. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  /** For a person; providers do not tell it to merchants. */
  readonly detail: string | undefined;

  constructor(status: number, code: string, detail?: string) {
    super(code);
    this.status = status;
    this.code = code;
    this.detail = detail;
  }
}

export interface NewAuthorization {
  readonly key: string;
  readonly reference: string;
  readonly amount: number;
  readonly currency: string;
  readonly token: string;
}

export interface Outcome {
  readonly status: OperationStatus;
  readonly reason?: string;
}

export interface Ledger {
  find(key: string): Operation | undefined;
  byId(id: string): Operation | undefined;
  list(): readonly Operation[];
  totals(authorization: string): Totals;
  authorize(request: NewAuthorization, outcome: Outcome): Operation;
  /** Ends a pending authorisation; one that was voided meanwhile stays as it is. */
  settle(authorization: string, outcome: Outcome): Operation;
  capture(request: { key: string; authorization: string; amount?: number }): Operation;
  void(request: { key: string; authorization: string }): Operation;
  refund(request: { key: string; authorization: string; amount?: number }): Operation;
}

export interface LedgerOptions {
  /** What an earlier run has saved, oldest first; the last entry of an id counts. */
  readonly saved?: readonly Operation[];
  readonly save?: (operation: Operation) => void;
  readonly now: () => string;
}

const isWhole = (amount: unknown): amount is number =>
  Number.isSafeInteger(amount) && (amount as number) > 0;

const ended = (operations: readonly Operation[], kind: OperationKind): number =>
  operations
    .filter((operation) => operation.kind === kind && operation.status === 'succeeded')
    .reduce((total, { amount }) => total + amount, 0);

export const createLedger = ({ saved = [], save = () => {}, now }: LedgerOptions): Ledger => {
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

  /** The operation this key has made before; throws when the key was used for something else. */
  const replay = (
    kind: OperationKind,
    request: { key: string; authorization?: string; reference?: string; amount?: number },
  ): Operation | undefined => {
    const known = byKey.get(request.key);
    if (known === undefined) return undefined;
    const same =
      known.kind === kind &&
      (request.authorization ?? known.authorization) === known.authorization &&
      (request.reference ?? known.reference) === known.reference &&
      (request.amount ?? known.amount) === known.amount;
    if (!same) throw new Refusal(409, 'idempotency_key_reused');
    return known;
  };

  const follow = (
    kind: 'capture' | 'void' | 'refund',
    request: { key: string; authorization: string; amount?: number },
    available: (totals: Totals) => number,
    excess: string,
  ): Operation => {
    const known = replay(kind, request);
    if (known !== undefined) return known;
    const {
      id: authorization,
      reference,
      currency,
      token,
    } = authorizationOf(request.authorization);
    const left = available(totals(authorization));
    const amount = request.amount ?? left;
    if (!isWhole(amount) || amount > left) throw new Refusal(409, excess);
    const common = { key: request.key, kind, authorization, reference, amount, currency, token };
    return record({
      id: nextId(kind),
      ...common,
      status: 'succeeded',
      reason: null,
      createdAt: now(),
    });
  };

  return {
    find: (key) => byKey.get(key),
    byId: (id) => operations.get(id),
    list: () => [...operations.values()],
    totals,

    authorize: (request, { status, reason = null }) => {
      const known = replay('authorization', request);
      if (known !== undefined) return known;
      if (!isWhole(request.amount)) throw new Refusal(422, 'invalid_amount');
      const id = nextId('authorization');
      const { key, reference, amount, currency, token } = request;
      const common = { key, reference, amount, currency, token, status, reason };
      return record({ id, kind: 'authorization', authorization: id, ...common, createdAt: now() });
    },

    settle: (id, { status, reason = null }) => {
      const operation = authorizationOf(id);
      return operation.status === 'pending' ? record({ ...operation, status, reason }) : operation;
    },

    capture: (request) =>
      follow(
        'capture',
        request,
        ({ authorized, captured, voided }) => authorized - captured - voided,
        'amount_exceeds_authorized',
      ),
    void: (request) =>
      follow(
        'void',
        request,
        ({ authorized, captured, voided }) => authorized - captured - voided,
        'nothing_to_void',
      ),
    refund: (request) =>
      follow(
        'refund',
        request,
        ({ captured, refunded }) => captured - refunded,
        'amount_exceeds_captured',
      ),
  };
};
