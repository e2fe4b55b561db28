// What CONTRIBUTING tells of each service is there: whoever follows it finds the file, and the name in it.
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const root = new URL('../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');
const isThere = (path: string): boolean => existsSync(new URL(path, root));

const cellsOf = (line: string): string[] =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());

/** Rows of the table of services: its name, what is deployed, handler, decision, test. */
const services = read('CONTRIBUTING.md')
  .split('\n')
  .filter((line) => line.startsWith('| ') && line.includes('.entry.ts'))
  .map(cellsOf);

const folderOf = (service = ''): string => {
  const folder = [`containers/${service}`, `functions/${service}`].find(isThere);
  if (folder === undefined) throw new Error(`no folder of ${service}`);
  return folder;
};

const quoted = (cell = ''): string[] =>
  [...cell.matchAll(/`([^`]+)`/g)].map(([, text = '']) => text);

const isPath = (text: string): boolean => text.endsWith('.ts');

/** The member of a contract that a message or route is known by: `orders.order-shipped` is `orderShipped`. */
const memberOf = (name: string): string =>
  name
    .replace(/^[a-z]+\./, '')
    .replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());

describe.each(services)('%s', (service, deployed, handler, decision, test) => {
  const folder = folderOf(service);

  it('is deployed by these entries', () => {
    expect(quoted(deployed).map((path) => [path, isThere(`${folder}/${path}`)])).toEqual(
      quoted(deployed).map((path) => [path, true]),
    );
  });

  it.each([
    ['handler', handler],
    ['decision', decision],
  ])('has the %s where it is said to be', (_, cell) => {
    const paths = quoted(cell).filter(isPath);
    expect(paths).not.toEqual([]);
    expect(paths.filter((path) => !isThere(`${folder}/${path}`))).toEqual([]);
    const text = paths.map((path) => read(`${folder}/${path}`)).join('\n');
    const names = quoted(cell)
      .filter((each) => !isPath(each))
      .map(memberOf);
    expect(names.filter((name) => !text.includes(name))).toEqual([]);
  });

  it('has a test of the decision', () => {
    expect(quoted(test).filter((path) => !isThere(path))).toEqual([]);
    expect(quoted(test)).not.toEqual([]);
  });
});

it('every service that takes messages or logs people in has a row', () => {
  expect(services.map(([service]) => service)).toEqual([
    'orders',
    'products',
    'payments',
    'webhooks',
    'notifications',
    'auth',
  ]);
});
