// Log lines as a person reads them.

import { expect, test } from 'vitest';
import { createTerminal } from '../../localstack/cli/terminal.ts';
import { logFormat } from '../../localstack/cloud/logs/log-format.ts';
import { sinceOf } from '../../localstack/commands/logs/choice.ts';

const format = logFormat(createTerminal({ environment: { NO_COLOR: '1' } }));
const at = new Date('2026-11-21T10:20:30.400Z');

function shown(source: string, line: unknown): string {
  return format(source, typeof line === 'string' ? line : JSON.stringify(line), at);
}

test('plain text stands behind time and source', () => {
  expect(shown('orders', 'hello')).toBe('10:20:30.400 orders        hello');
});

test('a structured line shows its message and what is not in every line', () => {
  expect(
    shown('orders', {
      level: 'info',
      time: 't',
      service: 'orders',
      version: '1',
      message: 'order placed',
      orderId: 'ord_1',
      lines: 2,
    }),
  ).toBe('10:20:30.400 orders        order placed orderId=ord_1 lines=2');
});

test('an error shows its stack', () => {
  expect(
    shown('orders', { level: 'error', message: 'failed', error: { stack: 'Error: no\n  at x' } }),
  ).toBe('10:20:30.400 orders        error failed Error: no\n  at x');
});

test('a request is one short line', () => {
  expect(
    shown('gateway', {
      method: 'GET',
      route: '/orders/{id}',
      status: '404',
      latencyMs: '3',
      refusal: '-',
      requestId: 'r',
    }),
  ).toBe('10:20:30.400 gateway       GET /orders/{id} 404 3 ms r');
});

test('the report of a function keeps what says something on a laptop', () => {
  const report =
    'REPORT RequestId: 1\tDuration: 4.20 ms\tBilled Duration: 5 ms\tMemory Size: 512 MB\tMax Memory Used: 61 MB\tInit Duration: 80.10 ms';
  expect(shown('auth', report)).toBe(
    '10:20:30.400 auth          REPORT 4.20 ms, start 80.10 ms, 61 MB',
  );
});

test('what only looks structured is text', () => {
  expect(shown('orders', '{ not json')).toBe('10:20:30.400 orders        { not json');
});

test('since is an age or a time', () => {
  const now = at.getTime();
  expect(sinceOf('90s', now)).toBe('2026-11-21T10:19:00.400Z');
  expect(sinceOf('2h', now)).toBe('2026-11-21T08:20:30.400Z');
  expect(sinceOf('2026-11-21', now)).toBe('2026-11-21T00:00:00.000Z');
  expect(() => sinceOf('yesterday', now)).toThrow('--since yesterday is not a time');
});
