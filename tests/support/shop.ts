// A client of the public API for tests, as an outside program would write it.
import { randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

export interface Answer<Body = Record<string, unknown>> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
  readonly text: string;
}

export interface Call {
  readonly token?: string;
  /** Sent as JSON; text and bytes are sent as they are. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

export interface OrderView {
  readonly id: string;
  readonly status: string;
  readonly reason: string | null;
  readonly version: number;
  readonly totals: { readonly total: { readonly amount: number; readonly currency: string } };
  readonly payment: { readonly status: string };
}

export interface Mail {
  readonly id: string;
  readonly channel: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

export const demo = { email: 'demo@example.com', password: 'demo-password-please-change' };
export const admin = { email: 'admin@example.com', password: 'admin-password-please-change' };

export const shippingAddress = {
  name: 'Demo Customer',
  line1: '1 Harbour Street',
  city: 'Lisbon',
  postalCode: '1000-001',
  country: 'PT',
};

export const order = (sku: string, token = 'tok_approved', quantity = 1) => ({
  lines: [{ sku, quantity }],
  shippingAddress,
  paymentMethod: { token },
});

const encode = (body: unknown): string | Uint8Array<ArrayBuffer> | undefined =>
  body === undefined || typeof body === 'string' || body instanceof Uint8Array
    ? (body as string | Uint8Array<ArrayBuffer> | undefined)
    : JSON.stringify(body);

/** A POST from a loopback address of its own, since registrations are throttled by address; answers the status. */
const postFromElsewhere = (url: string, body: object): Promise<number> => {
  const part = () => 1 + Math.floor(Math.random() * 250);
  const localAddress = `127.${part()}.${part()}.${part()}`;
  return new Promise((resolve, reject) => {
    const sent = request(
      url.replace('//localhost', '//127.0.0.1'),
      {
        method: 'POST',
        localAddress,
        // Emulators do not look at the connection.
        headers: { 'content-type': 'application/json', 'x-forwarded-for': localAddress },
      },
      (answer) => {
        answer.resume();
        answer.on('end', () => resolve(answer.statusCode ?? 0));
      },
    );
    sent.on('error', reject);
    sent.end(JSON.stringify(body));
  });
};

/** Less than the hooks of a test may take. */
const loginWithinMs = 90_000;
const patientMs = 45_000;
/** Tokens are good for ten minutes. */
const tokenMs = 480_000;

export const createShop = (apiUrl: string, awsUrl: string) => {
  const call = async <Body = Record<string, unknown>>(
    method: string,
    path: string,
    { token, body, headers = {}, signal }: Call = {},
  ): Promise<Answer<Body>> => {
    const response = await fetch(`${apiUrl}${path}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...headers,
      },
      body: encode(body),
      redirect: 'manual',
      ...(signal && { signal }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') ?? false;
    return {
      status: response.status,
      headers: response.headers,
      body: isJson && text !== '' ? JSON.parse(text) : undefined,
      text,
    };
  };

  /** As `call`, and again as long as the answer is that there is too much to do at this moment: nothing was done then. */
  const patiently: typeof call = async <Body>(method: string, path: string, sent?: Call) => {
    const deadline = Date.now() + patientMs;
    for (;;) {
      const answer = await call<Body>(method, path, sent);
      const { code } = (answer.body ?? {}) as { code?: string };
      if (answer.status !== 503 || code !== 'overloaded' || Date.now() > deadline) return answer;
      await sleep(500);
    }
  };

  const tokens = new Map<string, { readonly token: Promise<string>; readonly until: number }>();
  /** Patient: tests before this one may have tried what they must not from the same address. */
  const login = async (account: { email: string; password: string }): Promise<string> => {
    const deadline = Date.now() + loginWithinMs;
    for (;;) {
      const { status, headers, body, text } = await patiently<{ accessToken: string }>(
        'POST',
        '/auth/login',
        { body: { email: account.email, password: account.password } },
      );
      if (status === 200) return body.accessToken;
      const waitMs = 1000 * Number(headers.get('retry-after') ?? 1);
      if (status !== 429 || Date.now() + waitMs > deadline) {
        throw new Error(`login of ${account.email}: ${status} ${text} (wait ${waitMs} ms)`);
      }
      await sleep(waitMs);
    }
  };
  /** Access token of an account, from one login per test file, and from another before it ends. */
  const tokenOf = (account: { email: string; password: string }): Promise<string> => {
    const known = tokens.get(account.email);
    if (known !== undefined && Date.now() < known.until) return known.token;
    const token = login(account);
    tokens.set(account.email, { token, until: Date.now() + tokenMs });
    return token;
  };

  /** Token of an OAuth client, newly issued; of the seeded one unless told otherwise. */
  const clientToken = async (
    credentials = 'demo-service:demo-service-secret-please-change',
  ): Promise<string> => {
    const { status, body, text } = await patiently<{ access_token: string }>(
      'POST',
      '/oauth/token',
      {
        body: 'grant_type=client_credentials',
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          authorization: `Basic ${Buffer.from(credentials).toString('base64')}`,
        },
      },
    );
    if (status !== 200) throw new Error(`client credentials: ${status} ${text}`);
    return body.access_token;
  };

  const place = async (token: string, body: unknown, key: string = randomUUID()) =>
    call<OrderView>('POST', '/orders', { token, body, headers: { 'idempotency-key': key } });

  const isSettled = ({ status, body, text }: Answer<OrderView>): boolean => {
    if (status !== 200 && status < 500) throw new Error(`order: ${status} ${text}`);
    return status === 200 && !body.status.startsWith('pending_');
  };
  /** The order once it has left its pending states; a 5xx while a process restarts is asked again. */
  const settled = async (token: string, id: string, seconds = 45): Promise<OrderView> => {
    const deadline = Date.now() + seconds * 1000;
    for (;;) {
      const answer = await call<OrderView>('GET', `/orders/${id}?wait=5`, { token });
      if (isSettled(answer)) return answer.body;
      if (Date.now() > deadline) throw new Error(`order ${id} is still ${answer.body?.status}`);
      await sleep(answer.status === 200 ? 0 : 100);
    }
  };

  const helper = async <T>(path: string, init: RequestInit = {}): Promise<T> => {
    const response = await fetch(`${awsUrl}/_tandem/${path}`, {
      ...init,
      headers: { 'content-type': 'application/json' },
    });
    if (!response.ok) throw new Error(`_tandem/${path}: ${response.status}`);
    return (await response.json()) as T;
  };

  /** Waits until a mail to the address satisfies the test; newest first. */
  const mailTo = async (to: string, wanted: (mail: Mail) => boolean): Promise<Mail> => {
    const deadline = Date.now() + 120_000;
    for (;;) {
      const mails = await helper<Mail[]>(`mailbox?to=${encodeURIComponent(to)}`);
      const found = mails.find(wanted);
      if (found !== undefined) return found;
      if (Date.now() > deadline) throw new Error(`no such mail to ${to}: ${mails.length} others`);
      await sleep(50);
    }
  };

  /** What the payment provider itself has on its books. */
  const providerLedger = async (): Promise<string> => {
    const { processes } = await helper<{ processes: { kind: string; port: number }[] }>('status');
    const port = processes.find(({ kind }) => kind === 'provider')?.port;
    const secrets = new SecretsManagerClient({
      endpoint: awsUrl,
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
    const { SecretString } = await secrets.send(
      new GetSecretValueCommand({ SecretId: 'tandem/dev/payments/provider-secret' }),
    );
    const response = await fetch(`http://127.0.0.1:${port}/v1/ledger`, {
      headers: { authorization: `Bearer ${SecretString}` },
    });
    if (!response.ok) throw new Error(`ledger of the provider: ${response.status}`);
    return response.text();
  };

  /** A verified customer who did not exist before. */
  const newCustomer = async () => {
    const email = `customer-${randomUUID()}@example.com`;
    const password = `a long password ${randomUUID()}`;
    const registered = await postFromElsewhere(`${apiUrl}/users`, {
      email,
      password,
      name: 'New Customer',
    });
    if (registered !== 202) throw new Error(`registration of ${email}: ${registered}`);
    const mail = await mailTo(email, ({ text }) => text.includes('token='));
    const token = /token=([\w-]+)/.exec(mail.text)?.[1];
    const { status } = await call('POST', '/users/verification', { body: { token } });
    if (status !== 204) throw new Error(`verification of ${email}: ${status}`);
    return { email, password, token: await login({ email, password }) };
  };

  const stock = async (sku: string) => {
    const { body } = await call<{ onHand: number; reserved: number; available: number }>(
      'GET',
      `/inventory/${sku}`,
      { token: await tokenOf(admin) },
    );
    return { onHand: body.onHand, reserved: body.reserved, available: body.available };
  };

  /** A new product with one SKU, as staff would add it. */
  const newSku = async (
    onHand: number,
    price = { amount: 1250, currency: 'EUR' },
  ): Promise<string> => {
    const sku = `TEST-${randomUUID().slice(0, 8).toUpperCase()}`;
    const { status, text } = await patiently('POST', '/products', {
      token: await tokenOf(admin),
      body: {
        name: `Test ${sku}`,
        description: 'Made by a test.',
        category: 'kitchen',
        variants: [{ sku, name: sku, price, stock: onHand }],
      },
    });
    if (status !== 201) throw new Error(`product ${sku}: ${status} ${text}`);
    return sku;
  };

  return {
    apiUrl,
    awsUrl,
    call,
    patiently,
    login,
    tokenOf,
    clientToken,
    place,
    settled,
    helper,
    mailTo,
    providerLedger,
    newCustomer,
    stock,
    newSku,
  };
};

export type Shop = ReturnType<typeof createShop>;
