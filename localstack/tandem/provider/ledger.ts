// The sandbox provider's own books: one operation per key, captured ≤ authorised, refunded ≤ captured.
import {
  createBooks,
  type LedgerOptions,
  type Operation,
  type OperationKind,
  type OperationStatus,
  type Totals,
} from './books.ts';
import { Refusal } from './refusal.ts';

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

const isWhole = (amount: unknown): amount is number =>
  Number.isSafeInteger(amount) && (amount as number) > 0;

type Books = ReturnType<typeof createBooks>;

/** The operation this key has made before; throws when the key was used for something else. */
const replay = (
  books: Books,
  kind: OperationKind,
  request: { key: string; authorization?: string; reference?: string; amount?: number },
): Operation | undefined => {
  const known = books.find(request.key);
  if (known === undefined) return undefined;
  const same =
    known.kind === kind &&
    (request.authorization ?? known.authorization) === known.authorization &&
    (request.reference ?? known.reference) === known.reference &&
    (request.amount ?? known.amount) === known.amount;
  if (!same) throw new Refusal(409, 'idempotency_key_reused');
  return known;
};

export const createLedger = ({ now, ...kept }: LedgerOptions): Ledger => {
  const books = createBooks(kept);

  const follow = (
    kind: 'capture' | 'void' | 'refund',
    request: { key: string; authorization: string; amount?: number },
    available: (totals: Totals) => number,
    excess: string,
  ): Operation => {
    const known = replay(books, kind, request);
    if (known !== undefined) return known;
    const {
      id: authorization,
      reference,
      currency,
      token,
    } = books.authorizationOf(request.authorization);
    const left = available(books.totals(authorization));
    const amount = request.amount ?? left;
    if (!isWhole(amount) || amount > left) throw new Refusal(409, excess);
    const common = { key: request.key, kind, authorization, reference, amount, currency, token };
    return books.record({
      id: books.nextId(kind),
      ...common,
      status: 'succeeded',
      reason: null,
      createdAt: now(),
    });
  };

  return {
    find: books.find,
    byId: books.byId,
    list: books.list,
    totals: books.totals,

    authorize: (request, { status, reason = null }) => {
      const known = replay(books, 'authorization', request);
      if (known !== undefined) return known;
      if (!isWhole(request.amount)) throw new Refusal(422, 'invalid_amount');
      const id = books.nextId('authorization');
      const { key, reference, amount, currency, token } = request;
      const common = { key, reference, amount, currency, token, status, reason };
      return books.record({
        id,
        kind: 'authorization',
        authorization: id,
        ...common,
        createdAt: now(),
      });
    },

    settle: (id, { status, reason = null }) => {
      const operation = books.authorizationOf(id);
      return operation.status === 'pending'
        ? books.record({ ...operation, status, reason })
        : operation;
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
