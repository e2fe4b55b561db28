// I1, I2 and the money of I13: what we think was paid is what the provider has done.
import type { Books, Stream } from './books.ts';
import type { OrderView, PaymentStep, PaymentView } from './folds.ts';
import type { Breach, ProviderOperation, Snapshot } from './snapshot.ts';

type Kind = PaymentStep['kind'];

const isOpen = ({ progress }: PaymentStep): boolean =>
  progress !== 'succeeded' && progress !== 'failed';

const done = (steps: readonly PaymentStep[], kind: Kind): number =>
  steps
    .filter((step) => step.kind === kind && step.progress === 'succeeded')
    .reduce((total, { amount }) => total + amount.amount, 0);

export const amountsOf = ({ steps }: Pick<PaymentView, 'steps'>) => ({
  authorized: done(steps, 'authorization'),
  captured: done(steps, 'capture'),
  voided: done(steps, 'void'),
  refunded: done(steps, 'refund'),
  isSettled: !steps.some(isOpen),
});

/** Each capture is what its shipment costs, and nothing goes back that the order has not asked for. */
const orderFaults = (
  id: string,
  steps: readonly PaymentStep[],
  { shipments, total, refunds }: OrderView,
): string[] => {
  const captures = shipments.flatMap(({ shipmentId, charge = total }) => {
    const step = steps.find(({ key }) => key === `${id}:capture:${shipmentId}`);
    return step === undefined || step.amount.amount === charge?.amount
      ? []
      : [`captured ${step.amount.amount} for ${shipmentId}, which costs ${charge?.amount}`];
  });
  const asked = refunds.reduce((all, { amount }) => all + amount, 0);
  const refunded = done(steps, 'refund');
  return refunded > asked ? [...captures, `refunded ${refunded}, asked for ${asked}`] : captures;
};

const amountBreaches = (books: Books, { id, view }: Stream<PaymentView>): string[] => {
  if (view.amount === undefined) return [];
  const { authorized, captured, voided, refunded } = amountsOf(view);
  const faults = [
    ...(captured + voided > authorized ? ['more captured and voided than authorised'] : []),
    ...(refunded > captured ? [`refunded ${refunded} of ${captured} captured`] : []),
  ];
  const order = books.orders.get(id)?.view;
  return order === undefined ? faults : [...faults, ...orderFaults(id, view.steps, order)];
};

const operationBreaches = (
  steps: ReadonlyMap<string, PaymentStep>,
  operations: ReadonlyMap<string, ProviderOperation>,
): Breach[] => {
  const breaches: Breach[] = [];
  const add = (subject: string, detail: string) =>
    breaches.push({ invariant: 'I1', subject, detail });
  for (const { key, kind, amount, progress } of steps.values()) {
    const operation = operations.get(key);
    const theirs = operation?.status === 'succeeded' ? operation.amount : undefined;
    if (progress === 'succeeded' && theirs !== amount.amount) {
      add(key, `our ${kind} of ${amount.amount} is ${theirs ?? 'nothing'} to the provider`);
    }
    if (progress === 'failed' && theirs !== undefined) {
      add(key, `our failed ${kind} succeeded at the provider`);
    }
  }
  for (const { key, kind, amount, status } of operations.values()) {
    if (status === 'succeeded' && !steps.has(key)) {
      add(key, `the provider's ${kind} of ${amount} is unknown to us`);
    }
  }
  return breaches;
};

const repeated = (operations: readonly ProviderOperation[]): Breach[] => {
  const succeeded = operations.filter(
    (one) => one.kind === 'authorization' && one.status === 'succeeded',
  );
  return [...Map.groupBy(succeeded, ({ reference }) => reference)]
    .filter(([, group]) => group.length > 1)
    .map(([subject, { length }]) => ({
      invariant: 'I2',
      subject,
      detail: `${length} times authorised at the provider`,
    }));
};

/** Shipments are charged apart from each other, and all together no more than was authorised. */
const overcharged = (operations: readonly ProviderOperation[]): Breach[] => {
  const totalOf = (group: readonly ProviderOperation[], kind: Kind): number =>
    group
      .filter((one) => one.kind === kind && one.status === 'succeeded')
      .reduce((all, { amount }) => all + amount, 0);
  return [...Map.groupBy(operations, ({ reference }) => reference)]
    .filter(([, group]) => totalOf(group, 'capture') > totalOf(group, 'authorization'))
    .map(([subject]) => ({
      invariant: 'I2',
      subject,
      detail: 'more captured than authorised at the provider',
    }));
};

export const moneyBreaches = (books: Books, { provider }: Snapshot): Breach[] => {
  const payments = [...books.payments.values()];
  const ours = payments.flatMap((payment) =>
    amountBreaches(books, payment).map(
      (detail): Breach => ({ invariant: 'I1', subject: payment.id, detail }),
    ),
  );
  if (provider === undefined) return ours;
  const steps = payments.flatMap(({ view }) => view.steps);
  return [
    ...ours,
    ...operationBreaches(
      new Map(steps.map((step) => [step.key, step])),
      new Map(provider.map((operation) => [operation.key, operation])),
    ),
    ...repeated(provider),
    ...overcharged(provider),
  ];
};
