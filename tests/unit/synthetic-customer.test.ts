// The synthetic customer: what it asks, what it leaves behind, and how it names what fails.
import { describe, expect, it } from 'vitest';
import { createAsk, type Question } from '../../functions/synthetic-customer/ask.ts';
import { type Outcome, takeJourney } from '../../functions/synthetic-customer/journey.ts';
import { reportJourney } from '../../functions/synthetic-customer/report.ts';

const account = { email: 'c@example.com', password: 'a password', paymentToken: 'tok_approved' };

const mug = {
  id: 'prd_1',
  name: 'Mug of clay',
  variants: [
    { sku: 'MUG-OLD', available: 4, status: 'discontinued' },
    { sku: 'MUG-OUT', available: 0, status: 'active' },
    { sku: 'MUG', available: 3, status: 'active' },
  ],
};

type Answers = Readonly<Record<string, unknown | ((body: unknown) => unknown)>>;

/** A shop that is well; answers by `METHOD /path`, an error is a refusal. */
const shop = (changed: Answers = {}) => {
  const asked: string[] = [];
  const statuses = new Map<string, string>();
  const look = (id: string) => ({ id, status: statuses.get(id) ?? 'confirmed' });
  const answers: Answers = {
    'POST /auth/login': { accessToken: 'a token' },
    'GET /orders?limit=20': { items: [] },
    'GET /products?available=true&limit=1': { items: [mug] },
    'GET /products?q=Mug&limit=100': { items: [{ ...mug, id: 'prd_2' }, mug] },
    'POST /orders': { id: 'ord_1', status: 'pending_stock' },
    'GET /orders/ord_1?wait=6': () => look('ord_1'),
    'GET /orders/ord_0?wait=6': () => look('ord_0'),
    'POST /orders/ord_1/cancellation': () => statuses.set('ord_1', 'cancelled'),
    'POST /orders/ord_0/cancellation': () => statuses.set('ord_0', 'cancelled'),
    ...changed,
  };
  const ask = async <Body>(method: string, path: string, question: Question = {}) => {
    const key = `${method} ${path}`;
    asked.push(question.idempotencyKey === undefined ? key : `${key} (once)`);
    const answer = answers[key];
    if (answer instanceof Error) throw answer;
    return (typeof answer === 'function' ? answer(question.body) : answer) as Body;
  };
  const journey = () => takeJourney({ ask, account, newKey: () => 'a key' });
  return { asked, journey };
};

const tail = [
  'POST /orders (once)',
  'GET /orders/ord_1?wait=6',
  'POST /orders/ord_1/cancellation (once)',
  'GET /orders/ord_1?wait=6',
];

describe('the synthetic customer', () => {
  it('logs in, searches, places an order of what can be had, waits for it and cancels it', async () => {
    let placed: unknown;
    const { asked, journey } = shop({
      'POST /orders': (body: unknown) => {
        placed = body;
        return { id: 'ord_1', status: 'pending_stock' };
      },
    });
    expect(await journey()).toEqual({ status: 'passed', orderId: 'ord_1' });
    expect(asked.slice(-4)).toEqual(tail);
    expect(placed).toMatchObject({
      lines: [{ sku: 'MUG', quantity: 1 }],
      shippingAddress: { name: 'Synthetic customer' },
      paymentMethod: { token: 'tok_approved' },
    });
  });

  it('first cancels what a run before has left open, and leaves what is closed', async () => {
    const { asked, journey } = shop({
      'GET /orders?limit=20': {
        items: [
          { id: 'ord_0', status: 'confirmed' },
          { id: 'ord_9', status: 'cancelled' },
        ],
      },
    });
    expect(await journey()).toMatchObject({ status: 'passed' });
    expect(asked).toContain('POST /orders/ord_0/cancellation (once)');
    expect(asked.join()).not.toContain('ord_9');
  });

  it.each<[string, Answers, object]>([
    [
      'a login that is refused',
      { 'POST /auth/login': new Error('401 unauthenticated') },
      { step: 'log-in', reason: '401 unauthenticated' },
    ],
    [
      'a shop with nothing in it',
      { 'GET /products?available=true&limit=1': { items: [] } },
      { step: 'search', reason: 'there is nothing to buy' },
    ],
    [
      'a search that does not find what there is',
      { 'GET /products?q=Mug&limit=100': { items: [] } },
      { step: 'search', reason: 'a product is not found by its name' },
    ],
    [
      'a product that is listed as available and is not',
      { 'GET /products?q=Mug&limit=100': { items: [{ ...mug, variants: [] }] } },
      { step: 'search', reason: 'what is listed as available is not' },
    ],
    [
      'an order that is refused',
      { 'POST /orders': new Error('503 overloaded') },
      { step: 'place', reason: '503 overloaded' },
    ],
    [
      'an order that is rejected',
      { 'GET /orders/ord_1?wait=6': { status: 'rejected' } },
      { step: 'confirm', reason: 'is rejected, not confirmed', orderId: 'ord_1' },
    ],
    [
      'an order that is never confirmed',
      { 'GET /orders/ord_1?wait=6': { status: 'pending_payment' } },
      { step: 'confirm', reason: 'is pending_payment, not confirmed', orderId: 'ord_1' },
    ],
    [
      'a cancellation that is refused',
      { 'POST /orders/ord_1/cancellation': new Error('409 invalid-state') },
      { step: 'cancel', reason: '409 invalid-state', orderId: 'ord_1' },
    ],
    [
      'an answer of another form',
      { 'POST /auth/login': undefined },
      { step: 'log-in', reason: expect.stringContaining('undefined') },
    ],
  ])('names the step of %s', async (_, changed, expected) => {
    expect(await shop(changed).journey()).toEqual({ status: 'failed', ...expected });
  });

  it('asks for an order that does not move three times, and then no more', async () => {
    const { asked, journey } = shop({ 'GET /orders/ord_1?wait=6': { status: 'pending_stock' } });
    await journey();
    expect(asked.filter((each) => each === 'GET /orders/ord_1?wait=6')).toHaveLength(3);
  });
});

describe('an answer of the API', () => {
  const asking = (status: number, text: string) =>
    createAsk('https://api.example.com/v1', async () => new Response(text, { status }))(
      'GET',
      '/orders',
      { token: 'secret' },
    );

  it.each([
    [401, '{"code":"unauthenticated","detail":"secret"}', '401 unauthenticated'],
    [502, '<html>secret</html>', '502 without a problem'],
    [500, '{}', '500 without a code'],
    [503, 'null', '503 without a problem'],
  ])('%i is told by status and code, without what it says', async (status, text, message) => {
    await expect(asking(status, text)).rejects.toThrow(new Error(message));
  });

  it('is followed nowhere else with the token', async () => {
    let given: RequestInit = {};
    const send: typeof fetch = async (_, init) => {
      given = init ?? {};
      return new Response('{}');
    };
    await createAsk('https://api.example.com/v1', send)('GET', '/orders', { token: 'secret' });
    expect(given.redirect).toBe('error');
  });
});

it.each<readonly [Outcome, string, string, number]>([
  [{ status: 'passed', orderId: 'ord_1' }, 'info', 'JourneyMilliseconds', 1_500],
  [{ status: 'failed', step: 'place', reason: 'no answer' }, 'error', 'JourneyFailed', 1],
])('a journey is told by its figure: %j', (outcome, level, figure, value) => {
  const told: unknown[] = [];
  const note = (at: string) => (line: object) => void told.push([at, line]);
  const log = { info: note('info'), error: note('error') };
  reportJourney(log as unknown as Parameters<typeof reportJourney>[0], outcome, 1_500);
  expect(told).toEqual([
    [
      level,
      {
        ...outcome,
        ...(outcome.status === 'failed' && { milliseconds: 1_500 }),
        [figure]: value,
        _aws: expect.anything(),
      },
    ],
  ]);
});
