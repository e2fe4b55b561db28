// What the operations that most programs begin with answer, as the documents show it.
const id = '0198f3a27c417d5e9b1a4f6e2c8d0a11';
const time = '2026-01-31T12:00:00.000Z';
const euro = (amount: number) => ({ amount, currency: 'EUR' });

const order = {
  id: `ord_${id}`,
  status: 'pending_stock',
  reason: null,
  lines: [
    {
      sku: 'MUG-BLUE',
      name: 'Stoneware mug, blue',
      quantity: 2,
      unitPrice: euro(1450),
      discount: euro(0),
      tax: euro(542),
      total: euro(2900),
      reserved: 0,
      shipped: 0,
      delivered: 0,
      cancelled: 0,
      returned: 0,
      refunded: euro(0),
    },
  ],
  totals: {
    subtotal: euro(2900),
    discount: euro(0),
    shipping: euro(490),
    tax: euro(634),
    total: euro(3390),
    taxIncluded: true,
  },
  shippingAddress: {
    name: 'Ada Demo',
    line1: '1 Harbour Street',
    city: 'Lisbon',
    postalCode: '1000-001',
    country: 'PT',
  },
  shippingMethod: 'standard',
  coupon: null,
  coupons: [],
  payment: { status: 'pending', captured: euro(0), refunded: euro(0) },
  delivery: { status: 'none', shipments: [] },
  returns: [],
  cancellationRequested: false,
  version: 1,
  placedAt: time,
  updatedAt: time,
};

const confirmed = {
  ...order,
  status: 'confirmed',
  lines: order.lines.map((line) => ({ ...line, reserved: 2 })),
  payment: { ...order.payment, status: 'authorized' },
  delivery: { status: 'pending', shipments: [] },
  version: 3,
};

/** All of them are euro. */
const withAmountsAsText = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (name, part) => (name === 'amount' ? (part / 100).toFixed(2) : part)),
  );

const product = {
  id: `prd_${id}`,
  name: 'Stoneware mug',
  description: 'Holds a third of a litre.',
  category: 'drinkware',
  images: ['images/products/mug.svg'],
  attributes: { material: 'stoneware' },
  status: 'active',
  version: 1,
  variants: [
    {
      sku: 'MUG-BLUE',
      name: 'Blue',
      options: { colour: 'blue' },
      price: euro(1450),
      available: 999_998,
    },
  ],
};

const token = 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJ1c3JfMDE5OCJ9.c2lnbmVk';

/** By the id of the operation. */
export const exampleAnswers: Readonly<Record<string, unknown>> = {
  'auth.login': {
    accessToken: token,
    refreshToken: 'vJ8yq0Zx3cTn5sLh2bRm4gEo6aWiXkQp',
    tokenType: 'Bearer',
    expiresIn: 900,
    deviceToken: 'pV9w3x0Zq1uKf7dTn5sLh2bJc8mRy4gE',
  },
  'products.list': { items: [product], nextCursor: null },
  'products.read': product,
  'orders.read-cart': {
    lines: [
      {
        sku: 'MUG-BLUE',
        name: 'Stoneware mug, blue',
        quantity: 2,
        unitPrice: euro(1450),
        total: euro(2900),
        available: 999_998,
      },
    ],
    subtotal: euro(2900),
  },
  'orders.place': order,
  'orders.read': confirmed,
  'orders.read-v2': withAmountsAsText(confirmed),
  'orders.list': { items: [confirmed], nextCursor: null },
  'orders.list-v2': { items: [withAmountsAsText(confirmed)], nextCursor: null },
};
