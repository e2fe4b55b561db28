// The reference in a real browser: it asks nobody else, runs under its policy, and tries requests with the demo login.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasBrowser, openBrowser } from '../support/browser.ts';
import { apiUrl, awsUrl } from '../support/cloud.ts';
import { createShop } from '../support/shop.ts';

const shop = createShop(apiUrl, awsUrl);
const timeout = 120_000;

it('its policy lets no script in but its own, and evaluates no text', async () => {
  const { headers } = await shop.call('GET', '/docs');
  const policy = headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'none'; script-src 'self';");
  expect(policy).not.toContain('unsafe-eval');
});

it('is where people look for it', async () => {
  const { origin } = new URL(apiUrl);
  const { status, headers } = await fetch(`${origin}/docs`, { redirect: 'manual' });
  expect([status, headers.get('location')]).toEqual([303, '/v1/docs']);
  expect((await fetch(`${origin}/docs`)).url).toBe(`${apiUrl}/docs`);
});

it.each([
  '..%2Fopenapi.json',
  'openapi.json',
  'index.mjs',
  '%2e%2e%2findex.mjs',
  'x'.repeat(500),
  '%00',
])('it serves no other file: %s', async (name) => {
  const { status, headers } = await shop.call('GET', `/docs/${name}`);
  expect([400, 404]).toContain(status);
  expect(headers.get('content-type')).toBe('application/problem+json');
});

describe.skipIf(!hasBrowser)('the reference', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());

  const visit = async (options: { readonly javaScriptEnabled?: boolean } = {}) => {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    const faults: string[] = [];
    const hosts = new Set<string>();
    page.on('pageerror', (error) => faults.push(String(error)));
    page.on('console', (message) => {
      if (/Content Security Policy/i.test(message.text())) faults.push(message.text());
    });
    page.on('request', (request) => hosts.add(new URL(request.url()).origin));
    await page.goto(`${apiUrl}/docs`);
    return { page, faults, hosts, close: () => context.close() };
  };

  it('shows every chapter and samples, and asks this host only', { timeout }, async () => {
    const { page, faults, hosts, close } = await visit();
    await page.getByRole('heading', { name: 'Sandbox cards' }).waitFor({ timeout });
    await page.getByRole('link', { name: 'Orders', exact: true }).click({ timeout });
    await page.getByRole('link', { name: /^Place an order/ }).click({ timeout });
    await page.getByRole('heading', { name: 'Place an order' }).waitFor({ timeout });
    await page.goto(`${apiUrl}/docs?api=messages`);
    await page.getByRole('link', { name: 'Facts of orders' }).waitFor({ timeout });
    expect({ faults, hosts: [...hosts] }).toEqual({ faults: [], hosts: [new URL(apiUrl).origin] });
    await close();
  });

  it('logs the demo customer in at one click', { timeout }, async () => {
    const { page, close } = await visit();
    await page.getByRole('button', { name: 'Log in as the demo customer' }).click({ timeout });
    await page.getByRole('button', { name: 'Logged in' }).waitFor({ timeout });
    await page.getByText('Bearer Token').first().waitFor({ timeout });
    await close();
  });

  it('is a page of all operations where there are no scripts', { timeout }, async () => {
    const { page, close } = await visit({ javaScriptEnabled: false });
    expect(await page.locator('.plain details').count()).toBeGreaterThan(80);
    await page.getByRole('heading', { name: 'Fulfilment' }).waitFor({ timeout });
    await close();
  });
});
