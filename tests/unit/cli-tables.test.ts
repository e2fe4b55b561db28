// Tables and lengths of time as a person reads them, and dead letters each once.
import { expect, test } from 'vitest';
import { duration } from '../../localstack/cli/duration.ts';
import { cut, table, widthOf } from '../../localstack/cli/terminal.ts';
import { deadLetterQueues, workQueues } from '../../localstack/commands/dlq/dead-letters.ts';
import type { QueueDepth } from '../../localstack/tandem/queues/depths.ts';

test('columns line up by what a terminal draws, not by the length of the text', () => {
  expect(
    table([
      ['杯子', 'a'],
      ['mug', 'b'],
      ['e\u0301toile', 'c'],
    ]),
  ).toEqual(['杯子    a', 'mug     b', 'e\u0301toile  c']);
});

test.each([
  ['mug', 3, 'mug'],
  ['mugs', 3, 'mu…'],
  ['杯子杯子', 5, '杯子…'],
  ['👩‍👩‍👧 shop', 4, '👩‍👩‍👧 …'],
  ['', 1, ''],
])('%s is cut to %i columns', (text, columns, expected) => {
  expect(cut(text, columns)).toBe(expected);
  expect(widthOf(cut(text, columns))).toBeLessThanOrEqual(columns);
});

test('no row is wider than the terminal', () => {
  expect(
    table(
      [
        ['name', 'a long text'],
        ['b', 'c'],
      ],
      10,
    ),
  ).toEqual(['name  a l…', 'b     c']);
});

test.each([
  [0, '0 s'],
  [59.9, '59 s'],
  [60, '1 min'],
  [7199, '1 h'],
  [200_000, '2 d'],
])('%d seconds are %s', (seconds, text) => {
  expect(duration(seconds)).toBe(text);
});

test('a dead-letter queue is told once, also when several queues share it or none has it', () => {
  const depth = (name: string, dead?: string): QueueDepth => ({
    name,
    visible: 1,
    inFlight: 0,
    delayed: 0,
    oldestAgeSeconds: 5,
    deadLetter: dead ? { name: dead, visible: 2, oldestAgeSeconds: 9 } : null,
  });
  const queues = [
    depth('t-webhooks-inbox', 't-webhooks-dead-letters'),
    depth('t-webhooks-deliveries', 't-webhooks-dead-letters'),
    depth('t-auditor-dead-letters'),
  ];
  expect(deadLetterQueues(queues)).toEqual([
    { name: 't-auditor-dead-letters', visible: 1, oldestAgeSeconds: 5, sources: [] },
    {
      name: 't-webhooks-dead-letters',
      visible: 2,
      oldestAgeSeconds: 9,
      sources: ['t-webhooks-inbox', 't-webhooks-deliveries'],
    },
  ]);
  expect(workQueues(queues).map(({ name }) => name)).toEqual([
    't-webhooks-inbox',
    't-webhooks-deliveries',
  ]);
});
