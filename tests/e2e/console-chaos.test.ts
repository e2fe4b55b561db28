// A chaos run from the page: started by its form, followed over a reload, its invariants at the end.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasBrowser, openBrowser } from '../support/browser.ts';
import { consoleUrl, shop, visitConsole } from '../support/console.ts';

/** It starts a system of its own, and other files may be busy beside it. */
const timeout = 240_000;

interface Told {
  readonly own: { readonly orders: number; readonly seed: number } | null;
  readonly isGoing: boolean;
}

describe.skipIf(!hasBrowser)('a chaos run', { timeout }, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());

  it('of few orders is started, followed over a reload, and its invariants hold', async () => {
    const { page, complaints } = await visitConsole(browser);
    page.setDefaultTimeout(timeout);
    await page.goto(`${consoleUrl}/faults`);
    await page.getByRole('button', { name: 'Start a chaos run' }).click();
    const form = page.getByRole('dialog', { name: 'Start a chaos run' });
    await form.getByLabel('Orders').fill('10');
    await form.getByLabel('Seed').fill('7');
    for (const tick of await form.getByRole('checkbox').all()) {
      await tick.setChecked((await tick.getAttribute('name')) === 'duplicate');
    }
    await form.getByRole('button', { name: 'Start it' }).click();
    const run = page.getByRole('region', { name: 'Chaos run' });
    await run.getByText('running', { exact: true }).waitFor();
    await page.reload();
    await run.getByText('running', { exact: true }).waitFor();
    expect(await run.getByRole('button', { name: 'Start a chaos run' }).count()).toBe(0);
    await run.getByText('not broken yet').first().waitFor();
    await run.getByText('passed', { exact: true }).waitFor();
    const rows = await run.getByRole('row').allInnerTexts();
    expect(rows.slice(1).filter((row) => !row.includes('holds'))).toEqual([]);
    expect(rows).toHaveLength(14);
    expect(await shop.helper<Told>('chaos')).toMatchObject({
      own: { orders: 10, seed: 7, faults: ['duplicate'], exitCode: 0 },
      isGoing: false,
    });
    expect(complaints).toEqual([]);
  });

  it('is stopped where it was started, and said to be', async () => {
    const { page } = await visitConsole(browser);
    page.setDefaultTimeout(timeout);
    await shop.helper('chaos', { method: 'POST', body: JSON.stringify({ orders: 400 }) });
    await page.goto(`${consoleUrl}/faults`);
    await page.getByRole('button', { name: 'Stop the run' }).click();
    await page.getByRole('button', { name: 'Stop it?' }).click();
    const run = page.getByRole('region', { name: 'Chaos run' });
    await run.getByText('stopped', { exact: true }).waitFor();
    await run.getByRole('button', { name: 'Start a chaos run' }).waitFor();
  });
});
