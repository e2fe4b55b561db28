// Puts the catalogue into the running system through the public API, as staff would.

import type { SeedContext } from '../seed.ts';
import { seedUsers } from './accounts.ts';
import { categories, products } from './products.ts';

type Call = (method: string, path: string, body?: unknown) => Promise<unknown>;

// Enough to keep both cores busy; more only queue up in the table.
const atOnce = 6;
/** As many SKUs as one request to /variants may name. */
const skusAtOnce = 50;

export async function seedCatalogue({ apiUrl }: SeedContext): Promise<string> {
  const anonymous = caller(apiUrl);
  const missing = await missingProducts(anonymous);
  if (missing.length > 0) {
    const call = caller(apiUrl, await adminToken(anonymous));
    for (const { id, ...category } of categories) await call('PUT', `/categories/${id}`, category);
    await each(missing, (product) => call('POST', '/products', product));
  }
  return `${products.length} products`;
}

function caller(apiUrl: string, token?: string): Call {
  return async (method, path, body) => {
    const response = await fetch(`${apiUrl}${path}`, {
      method,
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok)
      throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 200)}`);
    return text === '' ? undefined : JSON.parse(text);
  };
}

async function missingProducts(call: Call): Promise<typeof products> {
  const skus = products.map(({ variants }) => variants[0]?.sku ?? '');
  const known = new Set<string>();
  for (let from = 0; from < skus.length; from += skusAtOnce) {
    const query = skus
      .slice(from, from + skusAtOnce)
      .map((sku) => `sku=${sku}`)
      .join('&');
    const { items } = (await call('GET', `/variants?${query}`)) as { items: { sku: string }[] };
    for (const { sku } of items) known.add(sku);
  }
  return products.filter(({ variants }) => !known.has(variants[0]?.sku ?? ''));
}

async function adminToken(call: Call): Promise<string> {
  const administrator = seedUsers.find(({ roles }) => roles.includes('admin'));
  const { email, password } = administrator ?? {};
  const answer = await call('POST', '/auth/login', { email, password });
  return (answer as { accessToken: string }).accessToken;
}

async function each<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<void> {
  const rest = [...items];
  const worker = async () => {
    for (let item = rest.shift(); item !== undefined; item = rest.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}
