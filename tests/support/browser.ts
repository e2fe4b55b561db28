// A real browser for tests of pages: Chromium, as the machine has it.
import { existsSync } from 'node:fs';
import axe, { type AxeResults } from 'axe-core';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { expect } from 'vitest';

/** `CHROMIUM_PATH`, or where Debian, Ubuntu and macOS keep it; the shell first, which opens a page for a tenth of the work. */
const found = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
].find((path) => path !== undefined && existsSync(path));

/** Tests of pages are left out where there is no browser; the reporter names them. */
export const hasBrowser = found !== undefined;

export const openBrowser = (): Promise<Browser> =>
  // In a container Chromium cannot make the sandbox it would run in.
  chromium.launch({ executablePath: found ?? '', args: ['--no-sandbox', '--disable-gpu'] });

export interface Visited {
  readonly page: Page;
  /** What the browser complained of: errors of scripts and of the content policy. */
  readonly complaints: string[];
  /** Every address that was asked for. */
  readonly asked: string[];
}

export const visit = async (
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<Visited> => {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const complaints: string[] = [];
  const asked: string[] = [];
  page.on('pageerror', ({ message }) => complaints.push(message));
  page.on('console', (message) => {
    const text = message.text();
    // The answer's status is the page's to show.
    if (message.type() === 'error' && !text.startsWith('Failed to load resource')) {
      complaints.push(text);
    }
  });
  page.on('request', (request) => asked.push(request.url()));
  return { page, complaints, asked };
};

/** As a page is opened first: the next one of a test that opens many in one place, where they cost a third. */
export const asAtFirst = async ({ page }: Pick<Visited, 'page'>): Promise<void> => {
  await page.setViewportSize({ width: 1280, height: 720 });
  await page.emulateMedia({ colorScheme: 'light' });
};

/**
 * What axe finds: the rule and the elements that break it. A frame without scripts is left out: axe cannot run in it.
 * In the dark a page has the elements that it has in the light, so that only rules of colours have news of it.
 */
export const accessibilityFaults = async (
  page: Page,
  colorScheme: 'light' | 'dark' = 'light',
): Promise<string[]> => {
  if (await page.evaluate("typeof axe === 'undefined'")) await page.evaluate(axe.source);
  const only =
    colorScheme === 'dark'
      ? "runOnly: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] },"
      : '';
  const { violations } = await page.evaluate<AxeResults>(
    // What passes is not described, and no style sheet is fetched once more: a third of the time.
    `axe.run({ ${only} iframes: false, preload: false, resultTypes: ['violations'] })`,
  );
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`,
  );
};

interface View {
  readonly colorScheme: 'light' | 'dark';
  readonly width: number;
}

const views = [
  ['light', 1280],
  ['light', 390],
  ['dark', 1280],
  ['dark', 390],
] as const;

/** Shows a page light and dark, wide and narrow, and hands over what each view is. */
const inEachView = async (page: Page, look: (view: View) => Promise<void>): Promise<void> => {
  for (const [colorScheme, width] of views) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 800 });
    await look({ colorScheme, width });
  }
};

const isWide = (page: Page): Promise<unknown> =>
  page.evaluate('document.scrollingElement.scrollWidth > document.scrollingElement.clientWidth');

/** Narrow tables that are wider than their box: they become cards where there is no room. */
const wideTables = (page: Page): Promise<string[]> =>
  page.evaluate(`innerWidth > 768 ? [] : [...document.querySelectorAll('table')]
    .filter((table) => table.scrollWidth > table.parentElement.clientWidth)
    .map((table) => table.caption?.textContent ?? 'a table')`);

/** What is wrong with a page as it stands, of what a browser and axe can tell. */
const faultsOf = async (
  { page, complaints }: Pick<Visited, 'page' | 'complaints'>,
  { colorScheme }: View,
) => ({
  wide: await isWide(page),
  tables: await wideTables(page),
  faults: await accessibilityFaults(page, colorScheme),
  complaints,
});

const noFaults = { wide: false, tables: [], faults: [], complaints: [] };

/** As it stands, in each view. */
export const expectFine = (
  visited: Pick<Visited, 'page' | 'complaints'>,
  path: string,
): Promise<void> =>
  inEachView(visited.page, async (view) => {
    expect({ path, ...view, ...(await faultsOf(visited, view)) }).toEqual({
      path,
      ...view,
      ...noFaults,
    });
  });
