// What the simulation of scale takes for granted of the templates is what is in them.
import { expect, it } from 'vitest';
import { commitsAtOnce } from '../../infra/constructs/data/stream-trigger.ts';
import { messagesAtOnce } from '../../infra/constructs/messaging/queue-trigger.ts';
import { assumed } from '../scale/order.ts';
import { systemOf } from './support/assembly.ts';

const prod = systemOf('prod');

it('reserves no more environments than the simulation takes from those of the account', () => {
  const reserved = prod
    .of('AWS::Lambda::Function')
    .map(({ properties }) => Number(properties?.ReservedConcurrentExecutions ?? 0))
    .reduce((all, each) => all + each, 0);
  expect(reserved).toBeGreaterThan(assumed.reservedEnvironments / 2);
  expect(reserved).toBeLessThanOrEqual(assumed.reservedEnvironments);
});

it('hands consumers batches of the sizes that the simulation reckons with', () => {
  const sizes = prod
    .of('AWS::Lambda::EventSourceMapping')
    .map(({ properties }) => Number(properties?.BatchSize));
  expect([...new Set(sizes)].sort((one, other) => one - other)).toEqual([
    1,
    messagesAtOnce,
    commitsAtOnce,
  ]);
});
