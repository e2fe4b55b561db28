// A real browser for tests of pages: Chromium, as the machine has it.
import { existsSync } from 'node:fs';
import axe, { type AxeResults } from 'axe-core';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

/** `CHROMIUM_PATH`, or where Debian, Ubuntu and macOS keep it. */
const found = [
  process.env.CHROMIUM_PATH,
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

/** What axe finds: the rule and the elements that break it. A frame without scripts is left out: axe cannot run in it. */
export const accessibilityFaults = async (page: Page): Promise<string[]> => {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<AxeResults>(
    // What passes is not described, and no style sheet is fetched once more: a third of the time.
    "axe.run({ iframes: false, preload: false, resultTypes: ['violations'] })",
  );
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`,
  );
};
