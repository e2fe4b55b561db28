// Flags of the command line.

import { describe, expect, test } from 'vitest';
import { parseCommandFlags, portFlag } from '../../localstack/cli/arguments.ts';
import { runCommand } from '../../localstack/cli/command.ts';
import { createTerminal } from '../../localstack/cli/terminal.ts';
import { contextOf } from '../../localstack/commands/start/options.ts';
import {
  nearest,
  readFlags as readTable,
  UsageError,
  wholeFlag,
} from '../../platform/cli/flags.ts';

const flags = {
  port: { type: 'string', help: '' },
  'aws-port': { type: 'string', help: '' },
  quiet: { type: 'boolean', help: '' },
  env: { type: 'string', multiple: true, help: '' },
} as const;

function refusal(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
  return 'nothing was refused';
}

describe('context', () => {
  test('is taken as cdk deploy takes it', () => {
    expect(contextOf(['legacy=https://a.example/?b=c', 'partners='])).toEqual({
      legacy: 'https://a.example/?b=c',
      partners: '',
    });
    expect(contextOf(undefined)).toEqual({});
  });

  test.each([
    ['legacy', '-c legacy: it is written as name=value, and the stage as --stage'],
    ['stage=prod', '-c stage=prod: it is written as name=value, and the stage as --stage'],
    ['=x', '-c =x: it is written as name=value'],
    ['containers=kubernetes', '-c containers=kubernetes: there is no cluster here'],
  ])('%s is refused', (given, message) => {
    expect(refusal(() => contextOf([given]))).toContain(message);
  });
});

describe('flags', () => {
  test('are read with what is no flag', () => {
    const { values, positionals } = parseCommandFlags(
      ['auth', '--port', '3100', '--quiet', '--env', 'A=1', '--env', 'B=2', '-'],
      flags,
    );
    expect(values).toEqual({ port: '3100', quiet: true, env: ['A=1', 'B=2'] });
    expect(positionals).toEqual(['auth', '-']);
  });

  test('that are unknown are refused with the nearest that is known', () => {
    expect(refusal(() => parseCommandFlags(['--prot', '1'], flags))).toBe(
      'there is no flag --prot; did you mean --port?',
    );
    expect(refusal(() => parseCommandFlags(['--something-else'], flags))).toBe(
      'there is no flag --something-else',
    );
  });

  test('that npm has kept for itself are told, never half obeyed', () => {
    expect(
      refusal(() =>
        readTable({ options: { 'aws-port': { type: 'string' } } }, { npm_config_aws_port: 'true' }),
      ),
    ).toContain('--aws-port went to npm');
    expect(
      readTable(
        { args: [], options: { port: { type: 'string' } } },
        { npm_config_loglevel: 'warn' },
      ).values,
    ).toEqual({});
  });

  test('beside words that the command does not take are refused', async () => {
    const command = { name: 'reset', summary: '', flags, run: async () => 0 };
    const terminal = createTerminal();
    await expect(runCommand(command, ['everything'], terminal)).rejects.toThrow(
      'reset takes no word such as "everything"',
    );
    expect(await runCommand({ ...command, parameters: '<what>' }, ['everything'], terminal)).toBe(
      0,
    );
  });

  test('without their value are refused', () => {
    expect(refusal(() => parseCommandFlags(['--port'], flags))).toContain('--port');
    expect(refusal(() => parseCommandFlags(['--port', '-1'], flags))).toBe(
      "Option '--port' argument is ambiguous",
    );
  });
});

test('a word is near when few letters differ', () => {
  expect(nearest('stauts', ['start', 'status', 'seed'])).toBe('status');
  expect(nearest('x', ['start', 'status'])).toBeUndefined();
});

test('a port is a number that can be one', () => {
  expect(portFlag('3100', 3000, '--port')).toBe(3100);
  expect(portFlag(undefined, 3000, '--port')).toBe(3000);
  for (const wrong of ['0', '65536', '3000.5', 'http']) {
    expect(refusal(() => portFlag(wrong, 3000, '--port'))).toBe(
      `--port must be a port from 1 to 65535, not ${wrong}`,
    );
  }
});

test('a whole number has bounds', () => {
  expect(wholeFlag('20', 'tasks', { fallback: 1, most: 20 })).toBe(20);
  expect(wholeFlag(undefined, 'tasks', { fallback: 1, most: 20 })).toBe(1);
  for (const wrong of ['0', '21', '1.5', '-1', 'two', '']) {
    expect(refusal(() => wholeFlag(wrong, 'tasks', { fallback: 1, most: 20 }))).toBe(
      `--tasks must be a whole number from 1 to 20, not ${wrong}`,
    );
  }
});
