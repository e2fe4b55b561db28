// What may be in a cart, and what becomes of two of them.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Cart,
  mergeCarts,
  putBack,
  putLine,
  showCart,
  takeOut,
} from '../../containers/orders/domain/cart.ts';
import { eur, quote, quotes } from '../support/orders.ts';
import { codeOf } from '../support/refusals.ts';

const sku = fc.integer({ min: 1, max: 60 }).map((number) => `SKU-${number}`);
const cart: fc.Arbitrary<Cart> = fc
  .uniqueArray(fc.record({ sku, quantity: fc.integer({ min: 1, max: 10_000 }) }), {
    selector: (line) => line.sku,
    maxLength: 50,
  })
  .map((lines) => ({ lines }));

const quantitiesOf = ({ lines }: Cart) => new Map(lines.map((line) => [line.sku, line.quantity]));

const full: Cart = {
  lines: Array.from({ length: 50 }, (_, index) => ({ sku: `SKU-${index}`, quantity: 1 })),
};

describe('what is left of a cart', () => {
  it('is what was in it less what was bought; more than it holds cannot be taken out', () => {
    fc.assert(
      fc.property(cart, cart, (own, bought) => {
        const [mine, gone] = [quantitiesOf(own), quantitiesOf(bought)];
        const isThere = [...gone].every(([name, quantity]) => quantity <= (mine.get(name) ?? 0));
        if (!isThere) {
          expect(codeOf(() => takeOut(own, bought.lines))).toBe('cart-changed');
          return;
        }
        const left = [...mine]
          .map(([name, quantity]) => [name, quantity - (gone.get(name) ?? 0)] as const)
          .filter(([, quantity]) => quantity > 0);
        expect([...quantitiesOf(takeOut(own, bought.lines))]).toEqual(left);
      }),
    );
  });

  it('has everything again when it is put back', () => {
    fc.assert(
      fc.property(cart, fc.nat(49), (own, index) => {
        const bought = own.lines.slice(index);
        const again = putBack(takeOut(own, bought), bought);
        expect(new Map([...quantitiesOf(again)].sort())).toEqual(
          new Map([...quantitiesOf(own)].sort()),
        );
      }),
    );
  });

  it('counts a SKU that was bought in two lines as their sum', () => {
    const mugs = (quantity: number) => ({ sku: 'MUG', quantity });
    expect(takeOut({ lines: [mugs(5)] }, [mugs(2), mugs(2)])).toEqual({ lines: [mugs(1)] });
  });
});

describe('two carts in one', () => {
  it('have everything of both, the larger quantity of what is in both, and 50 lines at most: the guest keeps the rest', () => {
    fc.assert(
      fc.property(cart, cart, (own, guest) => {
        const both = mergeCarts(own, guest);
        const [merged, left] = [quantitiesOf(both.merged), quantitiesOf(both.left)];
        const [mine, theirs] = [quantitiesOf(own), quantitiesOf(guest)];
        const all = new Set([...mine.keys(), ...theirs.keys()]);
        expect(merged.size).toBe(Math.min(all.size, 50));
        expect(new Set([...merged.keys(), ...left.keys()])).toEqual(all);
        expect(merged.size + left.size).toBe(all.size);
        for (const [name, quantity] of left) expect(quantity).toBe(theirs.get(name));
        for (const [name, quantity] of merged) {
          expect(quantity).toBe(Math.max(mine.get(name) ?? 0, theirs.get(name) ?? 0));
        }
        for (const name of mine.keys()) expect(merged.has(name)).toBe(true);
      }),
    );
  });

  it('are the same again when they are merged again', () => {
    fc.assert(
      fc.property(cart, cart, (own, guest) => {
        const once = mergeCarts(own, guest);
        expect(mergeCarts(once.merged, guest)).toEqual(once);
      }),
    );
  });
});

it('a full cart takes more of what it has, and nothing new', () => {
  const known = quotes(quote('SKU-1', 100), quote('NEW', 100));
  const more = putLine(full, { sku: 'SKU-1', quantity: 9 }, known);
  expect(more.lines[1]).toEqual({ sku: 'SKU-1', quantity: 9 });
  expect(codeOf(() => putLine(full, { sku: 'NEW', quantity: 1 }, known))).toBe('validation-failed');
});

it('what is no longer sold is shown without a price and counts for nothing', () => {
  const lines = [
    { sku: 'MUG', quantity: 2 },
    { sku: 'OLD', quantity: 1 },
    { sku: 'GONE', quantity: 1 },
  ];
  const known = quotes(quote('MUG', 1250), quote('OLD', 500, { sold: false }));
  expect(showCart({ lines }, known)).toEqual({
    lines: [
      {
        sku: 'MUG',
        name: 'The mug',
        quantity: 2,
        unitPrice: eur(1250),
        total: eur(2500),
        available: 100,
      },
      { sku: 'OLD', name: 'The old', quantity: 1, unitPrice: null, total: null, available: 0 },
      { sku: 'GONE', name: 'GONE', quantity: 1, unitPrice: null, total: null, available: 0 },
    ],
    subtotal: eur(2500),
  });
});

describe('exactly what there is', () => {
  const known = quotes(quote('MUG', 100, { available: 3 }));
  it.each([
    [3, undefined],
    [4, 'out-of-stock'],
  ])('%i of three: %s', (quantity, code) => {
    expect(codeOf(() => putLine({ lines: [] }, { sku: 'MUG', quantity }, known))).toBe(code);
  });
});

describe('an amount that cannot be said', () => {
  const known = quotes(
    quote('DEAR', Number.MAX_SAFE_INTEGER, { available: 9 }),
    quote('MUG', 1250),
  );
  const dear = { sku: 'DEAR', quantity: 2 };
  const mug = { sku: 'MUG', quantity: 1 };

  it('is refused before it is in the cart, alone and with what is there', () => {
    expect(codeOf(() => putLine({ lines: [] }, dear, known))).toBe('validation-failed');
    const one = putLine({ lines: [] }, { sku: 'DEAR', quantity: 1 }, known);
    expect(codeOf(() => putLine(one, mug, known))).toBe('validation-failed');
  });

  it('makes no cart unreadable that has it all the same', () => {
    const { lines, subtotal } = showCart({ lines: [dear, mug] }, known);
    expect(lines.map(({ total }) => total)).toEqual([null, eur(1250)]);
    expect(subtotal).toEqual(eur(1250));
    expect(showCart({ lines: [{ ...dear, quantity: 1 }, mug] }, known).subtotal).toBeNull();
  });
});

it('lines in two currencies have no subtotal', () => {
  const lines = [
    { sku: 'MUG', quantity: 1 },
    { sku: 'YEN', quantity: 1 },
  ];
  const known = quotes(
    quote('MUG', 1250),
    quote('YEN', 0, { price: { amount: 1000, currency: 'JPY' } }),
  );
  expect(showCart({ lines }, known).subtotal).toBeNull();
});
