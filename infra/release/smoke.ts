// Whether a deployed API answers as its contract says, asked from outside and without an account.

interface Expectation {
  readonly what: string;
  readonly method?: string;
  readonly path: string;
  readonly status: number;
  readonly holds?: (body: unknown) => boolean;
}

const has = (name: string) => (body: unknown) =>
  typeof body === 'object' && body !== null && name in body;

const isProblem = (status: number) => (body: unknown) =>
  has('type')(body) && (body as { status: number }).status === status;

const keysOf = (body: unknown): readonly unknown[] => (body as { keys?: unknown[] }).keys ?? [];

const expectations: readonly Expectation[] = [
  { what: 'the API is well', path: '/health', status: 200 },
  {
    what: 'the signing keys are there',
    path: '/.well-known/jwks.json',
    status: 200,
    holds: (body) => keysOf(body).length > 0,
  },
  { what: 'the API describes itself', path: '/openapi.json', status: 200, holds: has('paths') },
  {
    what: 'products answers from its table',
    path: '/products?limit=1',
    status: 200,
    holds: has('items'),
  },
  { what: 'orders wants a token', path: '/orders', status: 401, holds: isProblem(401) },
  { what: 'payments wants a token', path: '/payment-reviews', status: 401, holds: isProblem(401) },
  { what: 'an unknown path is a problem', path: '/nowhere', status: 404, holds: isProblem(404) },
  { what: 'a wrong method is a problem', method: 'DELETE', path: '/products', status: 405 },
];

const limitMs = 15_000;

const ask = async (url: string, { method = 'GET', path, status, holds }: Expectation) => {
  const response = await fetch(`${url}${path}`, { method, signal: AbortSignal.timeout(limitMs) });
  const text = await response.text();
  if (response.status !== status)
    return `${response.status} in place of ${status}: ${text.slice(0, 200)}`;
  if (holds !== undefined && !holds(JSON.parse(text)))
    return `an answer of another form: ${text.slice(0, 200)}`;
  return undefined;
};

/** What is not as it should be; a first request may meet a cold start, so each is asked twice at most. */
export const smoke = async (url: string): Promise<readonly string[]> => {
  const faults: string[] = [];
  for (const expectation of expectations) {
    const attempt = () => ask(url, expectation).catch((error: Error) => error.message);
    const fault = (await attempt()) && (await attempt());
    if (fault) faults.push(`${expectation.what}: ${fault}`);
  }
  return faults;
};
