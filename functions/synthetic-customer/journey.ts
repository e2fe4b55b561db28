// A customer's way through the shop: logs in, searches, places an order, waits until it is confirmed, and cancels it.
import type { Ask } from './ask.ts';

export type Step = 'log-in' | 'tidy' | 'search' | 'place' | 'confirm' | 'cancel';

export type Outcome =
  | { readonly status: 'passed'; readonly orderId: string }
  | {
      readonly status: 'failed';
      readonly step: Step;
      readonly reason: string;
      readonly orderId?: string;
    };

export interface Account {
  readonly email: string;
  readonly password: string;
  readonly paymentToken: string;
}

export interface JourneyOptions {
  readonly ask: Ask;
  readonly account: Account;
  readonly newKey: () => string;
}

interface Order {
  readonly id: string;
  readonly status: string;
}

interface Product {
  readonly id: string;
  readonly name: string;
  readonly variants: readonly {
    readonly sku: string;
    readonly available: number;
    readonly status?: string;
  }[];
}

/** Marks the order for whoever sees it before it is cancelled. */
const shippingAddress = {
  name: 'Synthetic customer',
  line1: 'Do not send: a test order, cancelled by itself',
  city: 'Berlin',
  postalCode: '10115',
  country: 'DE',
};

/** Nothing has left, so it can still be cancelled. */
const open: ReadonlySet<string> = new Set(['pending_stock', 'pending_payment', 'confirmed']);

/** Each look waits for 6 s at most, and the function for 28 s. */
const mostLooks = 3;

/** The failure of a step by its name. */
class Failed extends Error {
  readonly step: Step;
  readonly orderId: string | undefined;

  constructor(step: Step, reason: string, orderId?: string) {
    super(reason);
    this.step = step;
    this.orderId = orderId;
  }
}

const at = async <T>(step: Step, work: Promise<T>, orderId?: string): Promise<T> => {
  try {
    return await work;
  } catch (error) {
    throw new Failed(step, error instanceof Error ? error.message : String(error), orderId);
  }
};

export const takeJourney = async (options: JourneyOptions): Promise<Outcome> => {
  const { ask, account, newKey } = options;
  let token = '';

  const logIn = async () => {
    const { email, password } = account;
    const answer = await ask<{ accessToken: string }>('POST', '/auth/login', {
      body: { email, password },
    });
    token = answer.accessToken;
  };

  const settled = async (id: string, wanted: string): Promise<void> => {
    let status = '';
    for (let look = 0; look < mostLooks && status !== wanted && status !== 'rejected'; look += 1) {
      ({ status } = await ask<Order>('GET', `/orders/${id}?wait=6`, { token }));
    }
    if (status !== wanted) throw new Error(`is ${status}, not ${wanted}`);
  };

  const cancel = async (id: string): Promise<void> => {
    await ask('POST', `/orders/${id}/cancellation`, { token, idempotencyKey: newKey() });
    await settled(id, 'cancelled');
  };

  /** What a run before could not cancel any more. */
  const tidy = async (): Promise<void> => {
    const { items } = await ask<{ items: Order[] }>('GET', '/orders?limit=20', { token });
    for (const { id, status } of items) if (open.has(status)) await cancel(id);
  };

  /** Something that can be had, found by the first word of its name. */
  const search = async (): Promise<string> => {
    const some = await ask<{ items: Product[] }>('GET', '/products?available=true&limit=1');
    const [product] = some.items;
    if (product === undefined) throw new Error('there is nothing to buy');
    const word = encodeURIComponent(product.name.split(' ', 1)[0] ?? '');
    const found = await ask<{ items: Product[] }>('GET', `/products?q=${word}&limit=100`);
    const same = found.items.find(({ id }) => id === product.id);
    if (same === undefined) throw new Error('a product is not found by its name');
    const variant = same.variants.find(
      ({ available, status = 'active' }) => available > 0 && status === 'active',
    );
    if (variant === undefined) throw new Error('what is listed as available is not');
    return variant.sku;
  };

  const place = async (sku: string): Promise<string> => {
    const body = {
      lines: [{ sku, quantity: 1 }],
      shippingAddress,
      paymentMethod: { token: account.paymentToken },
    };
    const { id } = await ask<Order>('POST', '/orders', { token, idempotencyKey: newKey(), body });
    return id;
  };

  try {
    await at('log-in', logIn());
    await at('tidy', tidy());
    const sku = await at('search', search());
    const id = await at('place', place(sku));
    await at('confirm', settled(id, 'confirmed'), id);
    await at('cancel', cancel(id), id);
    return { status: 'passed', orderId: id };
  } catch (error) {
    if (!(error instanceof Failed)) throw error;
    const { step, message: reason, orderId } = error;
    return { status: 'failed', step, reason, ...(orderId === undefined ? {} : { orderId }) };
  }
};
