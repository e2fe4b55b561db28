// The examples of the client's README are typed right and work as they stand.
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, it } from 'vitest';
import { apiUrl } from '../support/cloud.ts';
import { demo } from '../support/shop.ts';

const readme = readFileSync('clients/typescript/README.md', 'utf8');
const examples = new Map(
  [...readme.matchAll(/```ts ([\w-]+)\n([\s\S]*?)```/g)].map(([, name = '', text = '']) => [
    name,
    text,
  ]),
);

mkdirSync('.local', { recursive: true });
const directory = mkdtempSync('.local/client-examples-');
afterAll(() => rmSync(directory, { recursive: true }));

const given = {
  baseUrl: apiUrl,
  ...demo,
  clientId: 'demo-service',
  clientSecret: 'demo-service-secret-please-change',
  secret: 'whsec_AAAA',
};

/** The README imports what is installed; here it is beside. */
const fileOf = (name: string): string => {
  const constants = Object.entries(given).map(
    ([constant, value]) => `export const ${constant}: string = ${JSON.stringify(value)};`,
  );
  const text = (examples.get(name) ?? '')
    .replaceAll("'@tandem/client'", `'${resolve('clients/typescript/client.ts')}'`)
    .replaceAll(/'@tandem\/client\/(\w+)'/g, `'${resolve('clients/typescript')}/$1.ts'`);
  const path = `${directory}/${name}.ts`;
  writeFileSync(path, [...constants, text].join('\n'));
  return path;
};

const exec = promisify(execFile);

/** As the released document shows them beside each operation. */
const samples = (): string => {
  const { paths } = JSON.parse(readFileSync('docs/contracts/openapi.json', 'utf8')) as {
    paths: Record<string, Record<string, { 'x-codeSamples'?: { source: string }[] }>>;
  };
  const sources = Object.values(paths).flatMap((item) =>
    Object.values(item).flatMap((operation) => operation['x-codeSamples'] ?? []),
  );
  expect(sources.length).toBeGreaterThan(70);
  return sources
    .map(
      ({ source }, index) =>
        `export const sample${index} = async () => { ${source} return data; };`,
    )
    .join('\n');
};

it('the examples and the samples of the documents are typed right', async () => {
  for (const name of examples.keys()) fileOf(name);
  const client = resolve('clients/typescript/client.ts');
  writeFileSync(
    `${directory}/samples.ts`,
    `import type { Client } from '${client}';\ndeclare const tandem: Client;\n${samples()}\n`,
  );
  const project = `${directory}/tsconfig.json`;
  writeFileSync(project, JSON.stringify({ extends: '../../tsconfig.json', include: ['*.ts'] }));
  const answer = await exec('node_modules/.bin/tsc', ['-p', project]).catch(({ stdout }) => ({
    stdout: String(stdout),
  }));
  expect(answer.stdout).toBe('');
});

it('a checkout takes at most 30 lines', () => {
  const lines = (examples.get('checkout') ?? '').trim().split('\n');
  expect(lines.length).toBeGreaterThan(10);
  expect(lines.length).toBeLessThanOrEqual(30);
});

it.each([
  ['checkout', /confirmed \{ amount: \d+, currency: 'EUR' \}/],
  ['live', /^confirmed pending\s*$/m],
  ['any-operation', /demo@example\.com/],
  ['session', /\w/],
  ['programs', /^\d+\s*$/],
  ['webhooks', /^$/],
])('%s', async (name, said) => {
  const { stdout } = await exec(process.execPath, [fileOf(name)]);
  expect(stdout).toMatch(said);
});
