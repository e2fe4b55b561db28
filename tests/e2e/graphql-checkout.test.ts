// The checkout of docs/graphql.md works as it stands, and is two documents.
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { apiUrl, awsUrl } from '../support/cloud.ts';
import { createShop, demo } from '../support/shop.ts';

const shop = createShop(apiUrl, awsUrl);
const page = readFileSync('docs/graphql.md', 'utf8');
const [, example = ''] = /```ts checkout\n([\s\S]*?)```/.exec(page) ?? [];

it('a newcomer buys a mug in two documents', async () => {
  expect(example.match(/await ask\(/g)).toHaveLength(2);
  const accessToken = await shop.tokenOf(demo);
  mkdirSync('.local', { recursive: true });
  const directory = mkdtempSync('.local/graphql-checkout-');
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const given = Object.entries({ baseUrl: apiUrl, accessToken }).map(
    ([name, value]) => `const ${name} = ${JSON.stringify(value)};\n`,
  );
  writeFileSync(`${directory}/checkout.ts`, [...given, example].join(''));
  const { stdout } = await promisify(execFile)(process.execPath, [`${directory}/checkout.ts`]);
  expect(stdout).toMatch(/CONFIRMED \{ amount: \d+, currency: 'EUR' \}/);
});
