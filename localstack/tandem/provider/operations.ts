// What merchants ask of the sandbox: one answer per key, and the misbehaviour its tokens ask for.
import type { Operation } from './books.ts';
import type { Ledger, NewAuthorization } from './ledger.ts';
import { Refusal } from './refusal.ts';
import { AnswerLost, amountOf, type Call, type Route, text } from './request.ts';
import { type Behaviour, behaviourOf } from './tokens.ts';
import { newEventId, type WebhookSender } from './webhooks.ts';

/** Goes on with an authorisation that is pending, as its token says. */
export type SettleLater = (authorization: string, behaviour: Behaviour) => void;

export const settlement =
  (ledger: Ledger, sender: Pick<WebhookSender, 'deliver'>, settleMs: number): SettleLater =>
  (authorization, { settles }) => {
    if (settles === undefined) return;
    setTimeout(() => {
      const before = ledger.byId(authorization);
      if (before?.status !== 'pending') return;
      const data = ledger.settle(authorization, settles);
      const type = data.status === 'succeeded' ? 'authorization.succeeded' : 'authorization.failed';
      void sender.deliver({ id: newEventId(), type, timestamp: new Date().toISOString(), data });
    }, settleMs).unref();
  };

/** Refuses the first try of a step where the token asks for it. */
const createFailures = (ledger: Ledger) => {
  const failed = new Set<string>();
  return (key: string, { failsOnce }: Behaviour, step: Behaviour['failsOnce']): void => {
    if (failsOnce !== step || failed.has(key) || ledger.find(key) !== undefined) return;
    failed.add(key);
    throw new Refusal(500, 'internal_error');
  };
};

/** What takes an authorisation on, and what captures it. */
const taking = (ledger: Ledger, settleLater: SettleLater) => {
  const failOnce = createFailures(ledger);
  const authorize = ({ body }: Call): Operation => {
    const request: NewAuthorization = {
      key: text(body, 'key'),
      reference: text(body, 'reference'),
      amount: Number(body.amount),
      currency: text(body, 'currency'),
      token: text(body, 'token'),
    };
    const behaviour = behaviourOf(request.token);
    failOnce(request.key, behaviour, 'authorization');
    const isFirst = ledger.find(request.key) === undefined;
    const operation = ledger.authorize(request, behaviour.outcome);
    if (isFirst && operation.status === 'pending') settleLater(operation.id, behaviour);
    if (behaviour.losesAnswer) throw new AnswerLost();
    return operation;
  };

  const capture = ({ body, parameter }: Call): Operation => {
    const key = text(body, 'key');
    const token = ledger.byId(parameter)?.token ?? '';
    failOnce(key, behaviourOf(token), 'capture');
    return ledger.capture({ key, authorization: parameter, amount: amountOf(body) });
  };

  return { authorize, capture };
};

const findIn =
  (ledger: Ledger) =>
  ({ parameter }: Call): Operation => {
    const operation = ledger.find(decodeURIComponent(parameter));
    if (operation === undefined) throw new Refusal(404, 'unknown_key');
    return operation;
  };

const listIn =
  (ledger: Ledger) =>
  ({ query }: Call) => {
    const from = query.get('from') ?? '';
    const until = query.get('until') ?? '9999';
    const isWithin = ({ createdAt }: Operation) => createdAt >= from && createdAt < until;
    return { operations: ledger.list().filter(isWithin) };
  };

export const operationRoutes = (ledger: Ledger, settleLater: SettleLater): readonly Route[] => {
  const { authorize, capture } = taking(ledger, settleLater);
  return [
    ['POST', /^\/v1\/authorizations$/, authorize],
    ['POST', /^\/v1\/authorizations\/([^/]+)\/capture$/, capture],
    [
      'POST',
      /^\/v1\/authorizations\/([^/]+)\/void$/,
      ({ body, parameter }) => ledger.void({ key: text(body, 'key'), authorization: parameter }),
    ],
    [
      'POST',
      /^\/v1\/refunds$/,
      ({ body }) =>
        ledger.refund({
          key: text(body, 'key'),
          authorization: text(body, 'authorization'),
          amount: amountOf(body),
        }),
    ],
    ['GET', /^\/v1\/operations\/([^/]+)$/, findIn(ledger)],
    ['GET', /^\/v1\/ledger$/, listIn(ledger)],
  ];
};
