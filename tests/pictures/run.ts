// npm run pictures: the README's pictures, taken of a running system: the shop, an order's timeline, the map.
import { mkdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { runAsProgram } from '../../infra/tools/program.ts';
import { readFlags } from '../../platform/cli/flags.ts';
import { openBrowser } from '../support/browser.ts';
import { startEmbeddedCloud } from '../support/embedded-cloud.ts';
import { createShop, demo, order, type Shop } from '../support/shop.ts';

const usage = `Usage: npm run tandem -- pictures

Starts a copy of the system, places orders, and writes docs/pictures/{shop,order,map}.png.
Wants Chromium (CHROMIUM_PATH where it is in no usual place).
  --help   this text`;

const directory = 'docs/pictures';
const size = { width: 1200, height: 800 };

/** Answers one that is declined, so that its timeline has a compensation to tell of. */
const placeOrders = async (shop: Shop): Promise<string> => {
  const token = await shop.tokenOf(demo);
  const place = async (card: string) => {
    const { body } = await shop.place(token, order('MUG-BLUE', card, 2));
    await shop.settled(token, body.id, 60);
    return body.id;
  };
  await place('tok_approved');
  await place('tok_async_approved');
  return await place('tok_declined');
};

const take = async (page: Page, url: string, name: string): Promise<void> => {
  await page.goto(url, { waitUntil: 'load' });
  await page.getByRole('main').waitFor();
  // Pictures of products and the first answers; what comes later is only newer.
  await sleep(3_000);
  await page.screenshot({ path: `${directory}/${name}.png` });
  console.log(`${directory}/${name}.png`);
};

const main = async (): Promise<number> => {
  mkdirSync(directory, { recursive: true });
  const cloud = await startEmbeddedCloud();
  const browser = await openBrowser();
  try {
    const site = cloud.apiUrl.replace(/\/v1$/, '');
    const id = await placeOrders(createShop(cloud.apiUrl, cloud.awsUrl));
    const page = await (
      await browser.newContext({ viewport: size, colorScheme: 'light', locale: 'en' })
    ).newPage();
    await take(page, `${site}/`, 'shop');
    await take(page, `${site}/console/orders/${id}`, 'order');
    await take(page, `${site}/console/map`, 'map');
    return 0;
  } finally {
    await browser.close();
    await cloud.stop();
  }
};

await runAsProgram({
  usage,
  readOptions: (args) =>
    readFlags({ args: [...args], options: { help: { type: 'boolean' } } }).values.help
      ? undefined
      : {},
  main,
});
