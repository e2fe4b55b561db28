// Log lines that are kept and found again.

import { expect, test } from 'vitest';
import { createLogs } from '../../localstack/logs.ts';

test('a trace is the structured lines that carry its id, whoever wrote them', () => {
  const shown: string[] = [];
  const logs = createLogs({ show: (source, text) => void shown.push(`${source}: ${text}`) });
  logs.line('orders', '{"message":"placed","correlationId":"req_12345678"}');
  logs.line('products', '{"message":"reserved","correlationId":"req_other"}');
  logs.line('orders', 'plain text about req_12345678');
  logs.line('payments', '{"message":"authorized","correlationId":"req_12345678"}');
  expect(logs.trace('req_12345678')).toEqual([
    { source: 'orders', at: expect.any(String), message: 'placed', correlationId: 'req_12345678' },
    {
      source: 'payments',
      at: expect.any(String),
      message: 'authorized',
      correlationId: 'req_12345678',
    },
  ]);
  expect(shown).toHaveLength(4);
  expect(logs.tail(1).map(({ source }) => source)).toEqual(['payments']);
});
