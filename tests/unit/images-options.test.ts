// What `npm run images` and `npm run tandem -- images:test` accept, and what they refuse.
import { describe, expect, test } from 'vitest';
import { librariesIn } from '../../infra/images/local-base.ts';
import { readOptions } from '../../infra/images/options.ts';
import { FlagError } from '../../platform/cli/flags.ts';
import { readOptions as readTestOptions } from '../images/options.ts';

const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;

const refusal = (args: readonly string[]): string => {
  try {
    readOptions(args);
  } catch (error) {
    if (error instanceof FlagError) return error.message;
    throw error;
  }
  return 'nothing was refused';
};

describe('options', () => {
  test('are the base that the Dockerfile names and the tag local, where none are given', () => {
    expect(readOptions([])).toEqual({
      base: undefined,
      tag: 'local',
      runtime: false,
    });
  });

  test.each([
    'local',
    'node:24.21.0-bookworm-slim',
    `node@${digest}`,
    `node:24.21.0-bookworm-slim@${digest}`,
    'registry.example.com:5000/library/node:24',
  ])('take the base %s', (base) => {
    expect(readOptions(['--base', base, '--tag', 'v1.2'])).toEqual({
      base,
      tag: 'v1.2',
      runtime: false,
    });
  });

  test('are not read where help is asked for', () => {
    expect(readOptions(['--help', '--base', 'node'])).toBeUndefined();
  });

  test.each([
    ['--privileged'],
    ['-v', '/:/host'],
    ['orders'],
    ['--base'],
    ['--base', '--privileged'],
    ['--base=--privileged'],
    ['--base='],
    ['--base', 'node:24 --build-arg X=1'],
    ['--base', 'node\nRUN true'],
    ['--base', '$(id)'],
    ['--base', '../../etc/passwd'],
    ['--base', `node@${digest}0`],
    ['--tag', 'a/b'],
    ['--tag', 'local;id'],
    ['--tag=-rm'],
    ['--tag', 'a'.repeat(129)],
  ])('refuse %j %j', (...args) => {
    expect(refusal(args)).not.toBe('nothing was refused');
  });
});

test('the libraries of a program are the paths that its loader finds', () => {
  const printed = `
	linux-vdso.so.1 (0x00007f3fd89cb000)
	libc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00007f3fd841e000)
	/lib64/ld-linux-x86-64.so.2 (0x00007f3fd89cd000)
	libodd.so => not found
`;
  expect(librariesIn(printed)).toEqual([
    '/lib/x86_64-linux-gnu/libc.so.6',
    '/lib64/ld-linux-x86-64.so.2',
  ]);
});

describe('options of the test', () => {
  test('are 20 orders over images that are built first', () => {
    expect(readTestOptions([])).toEqual({
      base: undefined,
      build: true,
      compose: false,
      orders: 20,
      verbose: false,
    });
  });

  test('are not read where help is asked for', () => {
    expect(readTestOptions(['--help'])).toBeUndefined();
  });

  test.each([
    ['--orders', '0'],
    ['--orders', '1001'],
    ['--orders', '1.5'],
    ['--orders', '1e2e'],
    ['--orders=-1'],
    ['--orders'],
    ['--base', '$(id)'],
    ['--base', '--privileged'],
    ['--network=host'],
    ['orders'],
  ])('refuse %j %j', (...args) => {
    expect(() => readTestOptions(args)).toThrow(FlagError);
  });
});
