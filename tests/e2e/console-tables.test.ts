// The console's page of tables: partitions of a table and of its indexes, and an order as it came to be.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectFine, hasBrowser, openBrowser } from '../support/browser.ts';
import { awsUrl } from '../support/cloud.ts';
import { consoleUrl, shop, visitConsole } from '../support/console.ts';
import { demo, order } from '../support/shop.ts';

const table = 'tandem-dev-orders';
let orderId: string;
beforeAll(async () => {
  const token = await shop.tokenOf(demo);
  const placed = await shop.place(token, order('MUG-BLUE'));
  orderId = placed.body.id;
  await shop.settled(token, orderId);
});

const asked = async (path: string) => {
  const answer = await fetch(`${awsUrl}/_tandem/tables${path}`);
  return { status: answer.status, body: await answer.json() };
};

interface Named {
  readonly name: string;
  readonly indexes: readonly { readonly name: string; readonly key: string }[];
}

describe('what is asked for', () => {
  it('names the indexes of each table with the attribute that is their key', async () => {
    const { body } = await asked('');
    const tables = body as readonly Named[];
    expect(tables.length).toBeGreaterThan(4);
    const { indexes = [] } = tables.find(({ name }) => name === table) ?? {};
    expect(indexes.length).toBeGreaterThan(0);
    for (const { name, key } of indexes) {
      const [all, one] = [
        await asked(`/${table}?index=${name}`),
        await asked(`/${table}?index=${name}&pk=nothing`),
      ];
      expect([name, key !== '', all.status, one]).toEqual([
        name,
        true,
        200,
        { status: 200, body: { name: table, items: [], next: null } },
      ]);
    }
  });

  it.each([
    ['/nothing', 404],
    [`/${table}?index=nothing`, 404],
    [`/${table}?index=__proto__`, 404],
    [`/${table}?index=`, 404],
    [`/${table}?limit=0`, 400],
    [`/${table}?limit=501`, 400],
    [`/${table}?after=nonsense`, 400],
  ])('%s is refused with %i', async (path, status) => {
    const answer = await asked(path);
    expect([answer.status, typeof answer.body.error]).toEqual([status, 'string']);
  });
});

describe.skipIf(!hasBrowser)('the page', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());

  it('shows an order commit by commit: its events, what they changed, the state afterwards', async () => {
    const visited = await visitConsole(browser, { reducedMotion: 'reduce' });
    const { page } = visited;
    await page.goto(`${consoleUrl}/tables?table=${table}&pk=ORDER%23${orderId}`);
    await page.getByRole('heading', { name: 'How it came to be' }).waitFor();
    const commits = page.getByRole('region', { name: /^COMMIT#/ });
    expect(await commits.count()).toBeGreaterThan(2);
    const first = commits.first();
    await first.getByRole('heading', { name: 'order-placed' }).waitFor();
    await first.getByRole('cell', { name: '"pending_stock"', exact: true }).waitFor();
    const last = commits.last();
    await last.getByText('State afterwards').click();
    await last.getByText(/"status": "confirmed"/).waitFor();
    await expectFine(visited, 'an order as it came to be');
  });

  it('goes over to an index and back, and the address says which', async () => {
    const { page, complaints } = await visitConsole(browser);
    await page.goto(`${consoleUrl}/tables?table=${table}`);
    const choice = page.locator('select[name=index]');
    const index = (await choice.locator('option').nth(1).getAttribute('value')) ?? '';
    await choice.selectOption(index);
    await expect.poll(() => page.url()).toContain(`index=${index}`);
    await page.reload();
    expect(await choice.inputValue()).toBe(index);
    await choice.selectOption('');
    await expect.poll(() => page.url()).not.toContain('index=');
    expect(complaints).toEqual([]);
  });
});
