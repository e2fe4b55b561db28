// A request of each operation as a client would send it, with the demo data of the embedded cloud; tests send them all.

export interface Example {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
}

const id = '0198f3a27c417d5e9b1a4f6e2c8d0a11';
const order = { params: { id: `ord_${id}` } };
const aReturn = { params: { id: `ord_${id}`, returnId: `ret_${id}` } };
const user = { params: { id: `usr_${id}` } };
const client = { params: { id: `cli_${id}` } };
const product = { params: { id: `prd_${id}` } };
const endpoint = { params: { id: `whe_${id}` } };
const mug = { params: { sku: 'MUG-BLUE' } };
const letters = { params: { service: 'orders' } };
const page = { query: { limit: 10 } };

const password = 'a-password-of-my-own';
const otp = '492039';
const mailToken = 'b0d3Jx2m8Zq4yTnKf6Lw1sVhCgRpAeUi';
const lines = [{ sku: 'MUG-BLUE', quantity: 1 }];

const address = {
  name: 'Ada Demo',
  line1: '1 Harbour Street',
  city: 'Lisbon',
  postalCode: '1000-001',
  country: 'PT',
};

const lantern = {
  name: 'Storm lantern',
  description: 'For the way home.',
  category: 'outdoor',
  attributes: { material: 'brass' },
  variants: [
    {
      sku: 'LANTERN-BRASS',
      name: 'Brass',
      options: { finish: 'brass' },
      price: { amount: 2500, currency: 'EUR' },
      stock: 30,
    },
  ],
};

/** By the id of the operation. */
export const examples: Readonly<Record<string, Example>> = {
  'auth.register': { body: { email: 'ada@example.com', password, name: 'Ada Demo' } },
  'auth.verify-email': { body: { token: mailToken } },
  'auth.login': {
    body: { email: 'demo@example.com', password: 'demo-password-please-change' },
  },
  'auth.refresh': { body: { refreshToken: 'vJ8yq0Zx3cTn5sLh2bRm4gEo6aWiXkQp' } },
  'auth.logout': {},
  'auth.request-password-reset': { body: { email: 'ada@example.com' } },
  'auth.confirm-password-reset': { body: { token: mailToken, password } },
  'auth.jwks': {},
  'auth.openid-configuration': {},
  'auth.authorization-server': {},

  'auth.read-profile': {},
  'auth.find-user': { query: { email: 'demo@example.com' } },
  'auth.change-profile': { body: { name: 'Ada Lovelace' } },
  'auth.change-password': {
    body: { currentPassword: password, newPassword: 'another-one-of-my-own' },
  },
  'auth.enrol-mfa': { body: { password } },
  'auth.confirm-mfa': { body: { otp } },
  'auth.disable-mfa': { body: { password, otp } },
  'auth.list-unreadable': page,
  'products.list-unreadable': page,
  'orders.list-unreadable': page,
  'payments.list-unreadable': page,
  'webhooks.list-unreadable': page,
  'notifications.list-unreadable': page,

  'auth.list-addresses': {},
  'auth.add-address': { body: { address, defaultShipping: true } },
  'auth.change-address': {
    params: { id: `adr_${id}` },
    body: { address: { ...address, line2: 'Second floor' } },
  },
  'auth.remove-address': { params: { id: `adr_${id}` } },
  'auth.list-sessions': page,
  'auth.end-session': { params: { id: `ses_${id}` } },
  'auth.request-deletion': { body: { password } },
  'notifications.read-preferences': {},
  'notifications.replace-preferences': {
    body: {
      locale: 'en',
      email: { orders: true, shipping: true },
      sms: { shipping: false },
      phone: null,
    },
  },
  'notifications.unsubscribe-page': { query: { token: mailToken } },
  'notifications.unsubscribe': {
    query: { token: mailToken },
    body: { 'List-Unsubscribe': 'One-Click' },
  },

  'auth.oauth-token': { body: { grant_type: 'client_credentials', scope: 'inventory:read' } },
  'auth.oauth-revoke': { body: { token: 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJjbGlfIn0.c2lnbmVk' } },
  'auth.oauth-introspect': { body: { token: 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJjbGlfIn0.c2lnbmVk' } },

  'products.list': {
    query: { q: 'mug', maxPrice: 5000, currency: 'EUR', sort: 'price', limit: 10 },
  },
  'products.read': product,
  'products.create': { body: lantern },
  'products.change': { ...product, body: { name: 'Storm lantern, large' } },
  'products.discontinue': product,
  'products.list-variants': { query: { sku: ['MUG-BLUE', 'LAST-ONE'] } },
  'products.list-categories': {},
  'products.name-category': {
    params: { id: 'lanterns' },
    body: { name: 'Lanterns', parent: 'outdoor' },
  },
  'products.import': {
    query: { existing: 'update' },
    body: `${JSON.stringify({ ...lantern, name: 'Ship lantern', variants: [{ sku: 'LANTERN-SHIP', name: 'Only', price: { amount: 3900, currency: 'EUR' }, stock: 5 }] })}\n`,
  },
  'products.read-import': { params: { id: `imp_${id}` } },
  'products.read-stock': mug,
  'products.adjust-stock': { ...mug, body: { delta: 25, reason: 'counted' } },
  'products.spread-stock': { ...mug, body: { shards: 4 } },
  'products.list-movements': { ...mug, ...page },

  'orders.read-cart': { query: { currency: 'EUR' } },
  'orders.put-cart-line': { ...mug, body: { quantity: 2 } },
  'orders.delete-cart-line': mug,
  'orders.place': {
    body: {
      lines: [{ sku: 'MUG-BLUE', quantity: 2 }],
      shippingAddress: address,
      paymentMethod: { token: 'tok_approved' },
      shippingMethod: 'standard',
    },
  },
  'orders.read': { ...order, query: { wait: 10 } },
  'orders.read-v2': order,
  'orders.list': { query: { status: 'confirmed', limit: 10 } },
  'orders.list-v2': { query: { minTotal: '19.99', currency: 'EUR', limit: 10 } },
  'orders.read-events': order,
  'orders.cancel': order,
  'orders.cancel-lines': { ...order, body: { lines } },
  'orders.change-address': { ...order, body: { ...address, line1: '2 Harbour Street' } },
  'orders.ship': { ...order, body: { carrier: 'CTT', trackingNumber: 'RR123456785PT', lines } },
  'orders.deliver': order,
  'orders.request-return': { ...order, body: { lines, reason: 'too blue' } },
  'orders.receive-return': { ...aReturn, body: { damaged: false } },
  'orders.refuse-return': { ...aReturn, body: { reason: 'worn' } },
  'orders.withdraw-return': aReturn,
  'orders.refund': {
    ...order,
    body: { amount: { amount: 300, currency: 'EUR' }, reason: 'a scratch' },
  },
  'orders.read-story': order,
  'orders.retry-steps': order,
  'orders.create-coupon': {
    body: {
      code: 'SPRING-10',
      discount: { kind: 'percentage', basisPoints: 1000 },
      minimum: { amount: 2000, currency: 'EUR' },
      limitPerCustomer: 1,
    },
  },
  'orders.read-coupon': { params: { code: 'SPRING-10' } },
  'orders.list-coupons': page,
  'orders.change-coupon': { params: { code: 'SPRING-10' }, body: { limit: 500, minimum: null } },
  'orders.end-coupon': { params: { code: 'SPRING-10' } },

  'payments.read': { params: { orderId: `ord_${id}` } },
  'payments.list-steps': { params: { orderId: `ord_${id}` } },
  'payments.list-reviews': page,
  'payments.close-review': {
    ...order,
    body: { reasons: ['capture-differs'], note: 'Settled with the provider.' },
  },
  'payments.list-reports': page,
  'payments.read-report': { params: { day: '2026-01-31' } },

  'webhooks.receive': {
    params: { provider: 'sandbox' },
    body: '{"id":"evt_1","type":"authorization.succeeded"}',
  },
  'webhooks.create-endpoint': {
    body: {
      url: 'https://merchant.example/hooks',
      eventTypes: ['orders.order-confirmed.v1', 'orders.order-shipped.v1'],
      description: 'Accounting',
    },
  },
  'webhooks.list-endpoints': page,
  'webhooks.read-endpoint': endpoint,
  'webhooks.change-endpoint': { ...endpoint, body: { eventTypes: ['*'], status: 'enabled' } },
  'webhooks.delete-endpoint': endpoint,
  'webhooks.rotate-secret': endpoint,
  'webhooks.list-deliveries': { ...endpoint, ...page },
  'webhooks.replay-range': {
    ...endpoint,
    body: { from: '2026-01-30T00:00:00.000Z', to: '2026-01-31T00:00:00.000Z' },
  },
  'webhooks.replay': { params: { id: `dlv_${id}${id}` } },

  'auth.list-users': { query: { email: 'demo@example.com' } },
  'auth.list-audit': { query: { day: '2026-01-30', limit: 10 } },
  'auth.set-roles': { ...user, body: { roles: ['customer', 'support'] } },
  'auth.disable-user': user,
  'auth.enable-user': user,
  'auth.list-clients': page,
  'auth.register-client': {
    body: { name: 'Warehouse', scopes: ['inventory:read', 'orders:fulfil'] },
  },
  'auth.rotate-client-secret': client,
  'auth.remove-client': client,
  'dead-letters.list-queues': {},
  'dead-letters.list': { ...letters, query: { type: 'products.stock-reserved.v1', limit: 10 } },
  'dead-letters.redrive': {
    ...letters,
    body: { type: 'products.stock-reserved.v1', perSecond: 5 },
  },
  'dead-letters.purge': { ...letters, body: { subject: `ord_${id}` } },

  'bff-web.graphql': {
    body: {
      query:
        'query Mugs($first: Int!) { products(search: "mug", first: $first) { items { name variants { sku price { amount currency } } } } }',
      variables: { first: 3 },
    },
  },
  'bff-web.read-registered': {
    query: {
      documentId: 'sha256:025208c0910c58adac23fda5f3acb3f04b040e8c19acc5ef28fbcdeeec18b066',
      variables: '{"search":"mug","first":3}',
    },
  },
  'bff-mobile.home': {},
  'bff-mobile.product': product,
  'bff-mobile.order': order,
  'bff-mobile.orders': { query: { since: '2c8d0a114' } },

  'health.read': {},

  'docs.openapi': {},
  'docs.asyncapi': {},
  'docs.page': {},
  'docs.asset': { params: { name: 'docs.js' } },
};
