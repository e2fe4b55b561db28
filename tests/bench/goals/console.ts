// The console while 5,000 log lines and 50 orders a second come: how long a key waits for the picture that follows it, and when the first page can be used.
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { paths } from '../../../localstack/cli/paths.ts';
import { openBrowser, visit } from '../../support/browser.ts';
import { startConsoleStand } from '../console-stand.ts';
import type { Goal, Measurement } from '../goal.ts';
import { percentile } from '../statistics.ts';

const rates = { linesPerSecond: 5_000, ordersPerSecond: 50 };
const pages = ['/logs', '/', '/traces'] as const;
const keys = 24;
/** Time for what comes to be shown between two keys. */
const betweenMs = 700;
const visits = 7;

/** https://www.w3.org/TR/event-timing/: from the key to the next picture, in steps of 8 ms; what is faster than 16 ms is not told. */
const watchKeys = `
  globalThis.delays = new Map();
  new PerformanceObserver((list) => {
    for (const { name, interactionId, duration } of list.getEntries()) {
      if (name === 'keydown') globalThis.delays.set(interactionId, duration);
    }
  }).observe({ type: 'event', durationThreshold: 16, buffered: true });`;
const untoldMs = 16;

const session = JSON.stringify({
  accessToken: 'token',
  refreshToken: '',
  expiresAt: Date.now() + 3_600_000,
  email: 'admin@example.com',
});

const open = async (browser: Browser, url: string): Promise<Page> => {
  const { page } = await visit(browser, { viewport: { width: 1280, height: 900 } });
  await page.addInitScript(
    `localStorage.setItem('tandem-console-session', ${JSON.stringify(session)});${watchKeys}`,
  );
  await page.goto(url);
  await page.getByRole('searchbox').first().waitFor();
  return page;
};

interface Typed {
  /** Milliseconds that each key has waited. */
  readonly delays: readonly number[];
  /** CPU seconds of the page's main thread in each second. */
  readonly busy: number;
}

/** https://chromedevtools.github.io/devtools-protocol/tot/Performance/ */
const threadSeconds = async (page: Page): Promise<() => Promise<number>> => {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  return async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN;
  };
};

const type = async (page: Page): Promise<Typed> => {
  const seconds = await threadSeconds(page);
  await page.waitForTimeout(2_000);
  await page.getByRole('searchbox').first().focus();
  const [began, before] = [performance.now(), await seconds()];
  for (let key = 0; key < keys; key += 1) {
    await page.keyboard.press(key % 2 === 0 ? 'r' : 'Backspace');
    await page.waitForTimeout(betweenMs);
  }
  const told = await page.evaluate<number[]>('[...globalThis.delays.values()]');
  const untold = Array.from({ length: Math.max(0, keys - told.length) }, () => untoldMs);
  const busy = ((await seconds()) - before) / ((performance.now() - began) / 1000);
  return { delays: [...told, ...untold], busy };
};

/** Milliseconds from the first request until the search of the page takes a key. */
const firstUse = async (browser: Browser, url: string): Promise<number> => {
  const page = await open(browser, url);
  await page.keyboard.press('/');
  await page.locator('input[type=search]:focus').waitFor();
  const ms = await page.evaluate<number>('performance.now()');
  await page.context().close();
  return ms;
};

export const consoleLoad: Goal = {
  names: ['CONSOLE'],
  measure: async ({ log }) => {
    const stand = await startConsoleStand(join(paths.dist, 'console'), rates);
    const browser = await openBrowser();
    try {
      const found: Measurement[] = [];
      for (const path of pages) {
        const page = await open(browser, `${stand.url}${path}`);
        const { delays, busy } = await type(page);
        const rows = await page.evaluate<number>("document.querySelectorAll('li, tr').length");
        await page.context().close();
        log(
          `CONSOLE ${path}: p95 ${percentile(delays, 0.95)} ms, ${rows} rows, busy ${busy.toFixed(2)}`,
        );
        const delay = percentile(delays, 0.95);
        found.push({
          goal: 'CONSOLE',
          what: `milliseconds a key waits for its picture on ${path}, p95, under load`,
          samples: [delay],
          unit: 'ms',
          limit: { atMost: 100 },
          details: { median: percentile(delays, 0.5), worst: Math.max(...delays), rows },
        });
        found.push({
          goal: 'CONSOLE',
          what: `CPU seconds a second of the main thread of ${path} under load`,
          samples: [busy],
          unit: 's/s',
          limit: { atMost: 0.5 },
          details: {},
        });
      }
      const starts: number[] = [];
      for (let visit = 0; visit < visits; visit += 1) {
        starts.push(await firstUse(browser, `${stand.url}/`));
      }
      found.push({
        goal: 'CONSOLE',
        what: 'milliseconds until the first page takes a key, under load',
        samples: starts,
        unit: 'ms',
        limit: { atMost: 1_000 },
        details: { worst: Math.max(...starts) },
      });
      return found;
    } finally {
      await browser.close();
      await stand.stop();
    }
  },
};
