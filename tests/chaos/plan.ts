// What is bought and what happens to each order afterwards, drawn from the seed.
import { generator } from '../../localstack/cloud/faults.ts';

/** What is done once an order is confirmed. */
export type Aftermath = 'keep' | 'cancel' | 'ship' | 'deliver' | 'return' | 'refund';

export interface PlannedOrder {
  readonly number: number;
  readonly key: string;
  readonly lines: readonly { readonly sku: string; readonly quantity: number }[];
  readonly token: string;
  readonly aftermath: Aftermath;
  /** The customer goes away before the answer, and asks again later. */
  readonly hangsUp: boolean;
}

export interface Plan {
  readonly skus: ReadonlyMap<string, number>;
  readonly orders: readonly PlannedOrder[];
}

/** Demand is this many times the stock. */
const scarcity = 1.5;

const impatient = 0.03;

const tokens: readonly [string, number][] = [
  ['tok_approved', 0.7],
  ['tok_declined', 0.07],
  ['tok_insufficient_funds', 0.03],
  ['tok_async_approved', 0.07],
  ['tok_async_declined', 0.03],
  ['tok_timeout', 0.02],
  ['tok_error_once', 0.05],
  ['tok_capture_fails_once', 0.03],
];

const aftermaths: readonly [Aftermath, number][] = [
  ['keep', 0.5],
  ['cancel', 0.2],
  ['ship', 0.1],
  ['deliver', 0.08],
  ['return', 0.06],
  ['refund', 0.06],
];

const draw = <T>(choices: readonly [T, number][], random: () => number): T => {
  let left = random();
  for (const [choice, share] of choices) {
    left -= share;
    if (left < 0) return choice;
  }
  return (choices[0] as [T, number])[0];
};

export const makePlan = (seed: number, count: number, skuCount: number): Plan => {
  const random = generator(seed);
  const run = Math.floor(random() * 36 ** 5)
    .toString(36)
    .toUpperCase()
    .padStart(5, '0');
  const name = (index: number) => `CHAOS-${run}-${String(index).padStart(4, '0')}`;
  const demand = new Map<string, number>();
  const orders = Array.from({ length: count }, (_, number): PlannedOrder => {
    const wanted = new Map<string, number>();
    for (let line = 1 + Math.floor(random() * 3); line > 0; line -= 1) {
      wanted.set(name(Math.floor(random() * skuCount)), 1 + Math.floor(random() * 3));
    }
    for (const [sku, quantity] of wanted) demand.set(sku, (demand.get(sku) ?? 0) + quantity);
    return {
      number,
      key: `chaos-${run}-${seed}-${String(number).padStart(6, '0')}`,
      lines: [...wanted].map(([sku, quantity]) => ({ sku, quantity })),
      token: draw(tokens, random),
      aftermath: draw(aftermaths, random),
      hangsUp: random() < impatient,
    };
  });
  const skus = new Map(
    Array.from({ length: skuCount }, (_, index) => {
      const sku = name(index);
      return [sku, Math.ceil((demand.get(sku) ?? 1) / scarcity)] as const;
    }),
  );
  return { skus, orders };
};
