// docs/tutorials/go-to-production.md: its options are taken, its commands have the flags, and what it names is in the templates.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fencedBlocks } from '../support/fenced-blocks.ts';
import { filesOf, placeholderBundles, synthesise } from './support/assembly.ts';
import { at, System } from './support/system.ts';

const blocks = fencedBlocks(readFileSync('docs/tutorials/go-to-production.md', 'utf8'));
const shown = (needs: string): string =>
  blocks
    .filter((block) => block.language === 'sh' && block.needs === needs)
    .map(({ text }) => text.replaceAll('\\\n', ' '))
    .join('');
const local = shown('');
const withAccount = shown('aws');

const optionsIn = (text: string): Record<string, string> =>
  Object.fromEntries(
    [...text.matchAll(/-c (\w+)=([^\s"]+)/g)].map(([, name = '', value = '']) => [name, value]),
  );

const namesIn = (text: string, pattern: RegExp): string[] =>
  [...new Set([...text.matchAll(pattern)].map(([name]) => name))].toSorted();

const removals: (() => void)[] = [];
const later = (remove: () => void) => void removals.push(remove);
let system: System;
beforeAll(() => {
  const context = { ...optionsIn(local), dist: placeholderBundles(later) };
  const { errors, directory } = synthesise(context, later);
  expect(errors).toBe('');
  system = new System(filesOf(directory));
});
afterAll(() => {
  for (const remove of removals) remove();
});

describe('the templates of the options it shows', () => {
  it('are those that are deployed, but for the protection that the first time leaves off', () => {
    const { account, region, ...others } = optionsIn(local);
    expect([account, region]).toEqual(['123456789012', 'eu-west-1']);
    expect(optionsIn(withAccount)).toEqual({
      ...others,
      account: '$ACCOUNT',
      region: '$AWS_REGION',
      deletionProtection: 'off',
    });
  });

  it('tell where the name of the API must point to', () => {
    expect(system.templates.get('Tandem-prod-Api')?.Outputs).toHaveProperty('DomainTarget');
  });

  it('look for the parameters that it sets, and for no others of the operator', () => {
    const wanted = [...system.templates.values()].flatMap(({ Parameters = {} }) =>
      Object.values(Parameters).map(({ Default }) => Default),
    );
    const operators = wanted.filter((name) => /^\/tandem\/prod\/config\//.test(name));
    expect(namesIn(withAccount, /\/tandem\/prod\/config\/[\w-]+/g)).toEqual(
      [...new Set(operators)].toSorted(),
    );
  });

  it('have the secrets and the table that it writes to', () => {
    const names = [
      ...system.of('AWS::SecretsManager::Secret').map(({ properties }) => at(properties, 'Name')),
      ...system.of('AWS::DynamoDB::Table').map(({ properties }) => at(properties, 'TableName')),
    ];
    const written = namesIn(withAccount, /(?<=--(secret-id|table-name) )\S+/g);
    expect(written).toHaveLength(3);
    expect(names).toEqual(expect.arrayContaining(written));
  });
});

describe('its commands', () => {
  const commands = [...`${local}\n${withAccount}`.matchAll(/npm run (?:tandem -- )?(.+)/g)].map(
    ([, words = '']) => words.trim().split(/ +/),
  );
  const tools = [...new Set(commands.map(([name = '']) => name))];
  const help = new Map(
    tools.map((name) => {
      const args = ['localstack/tandem.mjs', name, '--help'];
      const { status, stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' });
      return [name, { status, stdout }];
    }),
  );

  it.each(tools)('%s is there', (name) => {
    expect(help.get(name)?.status).toBe(0);
  });

  it.each(commands)('%s has the flags that are shown', (name = '', ...words) => {
    const flags = words.filter((word) => /^--\w/.test(word));
    for (const flag of flags) expect(help.get(name)?.stdout).toContain(flag);
  });
});
