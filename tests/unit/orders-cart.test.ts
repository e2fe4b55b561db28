// What may be in a cart, and what becomes of two of them.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CartOwner, createCarts } from '../../containers/orders/cart/cart-store.ts';
import {
  type Cart,
  mergeCarts,
  putBack,
  putLine,
  showCart,
  takeOut,
} from '../../containers/orders/domain/cart.ts';
import { testClock } from '../support/clock.ts';
import { createMemoryTable } from '../support/memory-table.ts';
import { customerId, eur, quote, quotes, strangerId } from '../support/orders.ts';
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

describe('a cart that is kept', () => {
  const customer: CartOwner = { kind: 'customer', customerId };
  const guest: CartOwner = { kind: 'guest', token: 'a-token' };

  const setUp = () => {
    const table = createMemoryTable();
    const clock = testClock();
    const carts = createCarts(table, clock);
    const add = (owner: CartOwner, name: string) =>
      carts.update(owner, ({ lines }) => ({ lines: [...lines, { sku: name, quantity: 1 }] }));
    const skusOf = async (owner: CartOwner) =>
      (await carts.find(owner))?.lines.map((line) => line.sku);
    return { table, clock, carts, add, skusOf };
  };

  it.each([
    ['a customer', 180, customer],
    ['a guest', 30, guest],
  ])('of %s is kept for %i days after its last change', async (_, days, owner) => {
    const { table, clock, add, skusOf } = setUp();
    const ends = () => table.all().map(({ expiresAt }) => Number(expiresAt) - clock.now() / 1_000);
    await add(owner, 'MUG');
    expect(ends()).toEqual([days * 86_400]);
    clock.advance(days * 86_400_000 - 1_000);
    await add(owner, 'TEA');
    expect(ends()).toEqual([days * 86_400]);
    clock.advance(days * 86_400_000 - 1_000);
    expect(await skusOf(owner)).toEqual(['MUG', 'TEA']);
    clock.advance(1_000);
    expect(await skusOf(owner)).toEqual([]);
    await add(owner, 'POT');
    expect(await skusOf(owner)).toEqual(['POT']);
  });

  it.each([
    ['new', []],
    ['there', ['POT']],
  ])('and %s is changed by two at once, and by one after the other', async (_, before) => {
    const { carts, add, skusOf } = setUp();
    for (const name of before) await add(customer, name);
    let others: string[] = ['TEA'];
    await carts.update(customer, async ({ lines }) => {
      for (const name of others.splice(0)) await add(customer, name);
      return { lines: [...lines, { sku: 'MUG', quantity: 1 }] };
    });
    expect(await skusOf(customer)).toEqual([...before, 'TEA', 'MUG']);
    others = ['CUP'];
    const { table, ...made } = setUp();
    for (const name of ['POT', 'MUG']) await made.add(customer, name);
    let tries = 0;
    await made.carts.takeOut(customer, [{ sku: 'MUG', quantity: 1 }], async (writes) => {
      tries += 1;
      for (const name of others.splice(0)) await made.add(customer, name);
      await table.transact(writes);
    });
    expect([tries, await made.skusOf(customer)]).toEqual([2, ['POT', 'CUP']]);
  });

  it('takes lines back as it was read, and is refused as it is told to otherwise', async () => {
    const { table, carts, add, skusOf } = setUp();
    await add(customer, 'MUG');
    const back = () =>
      carts.putBack(customerId, [{ sku: 'POT', quantity: 1 }], () => new Error('it has changed'));
    const early = await back();
    await add(customer, 'TEA');
    await expect(table.transact([early])).rejects.toThrow('it has changed');
    await table.transact([await back()]);
    expect(await skusOf(customer)).toEqual(['POT', 'MUG', 'TEA']);
  });

  it('of a guest goes to one of two who take it over at once, and is gone', async () => {
    const { carts, add, skusOf } = setUp();
    await add(guest, 'MUG');
    const taken = await Promise.all(
      [customerId, strangerId].map((id) => carts.takeOver(id, 'a-token')),
    );
    expect(taken).toEqual([true, true]);
    expect(await skusOf(guest)).toBeUndefined();
    const stranger: CartOwner = { kind: 'customer', customerId: strangerId };
    expect([await skusOf(customer), await skusOf(stranger)]).toEqual([['MUG'], undefined]);
  });
});
