// I1, I2 and the money of I13: what we think was paid is what the provider has done.
import type { Books, PaymentStateView, PaymentStep, Stream } from './books.ts';
import type { Breach, ProviderOperation, Snapshot } from './snapshot.ts';

type Kind = PaymentStep['kind'];

const isOpen = ({ progress }: PaymentStep): boolean =>
  progress !== 'succeeded' && progress !== 'failed';

const done = (steps: readonly PaymentStep[], kind: Kind): number =>
  steps
    .filter((step) => step.kind === kind && step.progress === 'succeeded')
    .reduce((total, { amount }) => total + amount.amount, 0);

export const amountsOf = ({ steps = [] }: PaymentStateView) => ({
  authorized: done(steps, 'authorization'),
  captured: done(steps, 'capture'),
  voided: done(steps, 'void'),
  refunded: done(steps, 'refund'),
  isSettled: !steps.some(isOpen),
});

const amountBreaches = (books: Books, { id, state }: Stream<PaymentStateView>): string[] => {
  if (state?.amount === undefined) return [];
  const { authorized, captured, voided, refunded, isSettled } = amountsOf(state);
  const total = state.amount.amount;
  const faults = [
    ...(captured + voided > authorized ? ['more captured and voided than authorised'] : []),
    ...(refunded > captured ? [`refunded ${refunded} of ${captured} captured`] : []),
  ];
  const asked = (books.orders.get(id)?.state?.order.payment.refunds ?? []).reduce(
    (all, { amount }) => all + amount.amount,
    0,
  );
  const net = captured - refunded;
  // A refund of a part leaves the rest with the shop.
  if (isSettled && net !== 0 && net !== total && net !== total - asked) {
    faults.push(`captured ${captured} − refunded ${refunded} of ${total}`);
  }
  return faults;
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

const repeated = (operations: readonly ProviderOperation[], kind: Kind): Breach[] => {
  const succeeded = operations.filter((one) => one.kind === kind && one.status === 'succeeded');
  return [...Map.groupBy(succeeded, ({ reference }) => reference)]
    .filter(([, group]) => group.length > 1)
    .map(([subject, { length }]) => ({
      invariant: 'I2',
      subject,
      detail: `${length} times ${kind} at the provider`,
    }));
};

export const moneyBreaches = (books: Books, { provider }: Snapshot): Breach[] => {
  const payments = [...books.payments.values()];
  const ours = payments.flatMap((payment) =>
    amountBreaches(books, payment).map(
      (detail): Breach => ({ invariant: 'I1', subject: payment.id, detail }),
    ),
  );
  const captures = payments
    .filter(({ state }) => {
      const steps = state?.steps ?? [];
      return steps.filter((s) => s.kind === 'capture' && s.progress === 'succeeded').length > 1;
    })
    .map(({ id }): Breach => ({ invariant: 'I2', subject: id, detail: 'captured twice by us' }));
  if (provider === undefined) return [...ours, ...captures];
  const steps = payments.flatMap(({ state }) => state?.steps ?? []);
  return [
    ...ours,
    ...captures,
    ...operationBreaches(
      new Map(steps.map((step) => [step.key, step])),
      new Map(provider.map((operation) => [operation.key, operation])),
    ),
    ...repeated(provider, 'authorization'),
    ...repeated(provider, 'capture'),
  ];
};
