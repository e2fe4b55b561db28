// The name of a function as a person types it, and as it is listed.
import { expect, it } from 'vitest';
import { functionNamed } from '../../localstack/commands/invoke/function-name.ts';

const all = [
  'auth-authorizer',
  'auth-handler',
  'auth-rotate',
  'auth-rotate-client',
  'dead-letters-handler',
  'outbox-relay-handler',
  'outbox-relay-sweep',
].map((name) => `tandem-dev-${name}`);

const listed = (wanted: string): string[] => {
  try {
    return [functionNamed(wanted, all)];
  } catch (error) {
    return (error as Error).message.split('\n  ').slice(1);
  }
};

const names = listed('nonsense');

it('is listed as service and entry', () => {
  expect(names).toEqual([
    'auth/authorizer',
    'auth/handler',
    'auth/rotate',
    'auth/rotate-client',
    'dead-letters/handler',
    'outbox-relay/handler',
    'outbox-relay/sweep',
  ]);
});

it.each(names)('%s is found by what is listed', (name) => {
  expect(functionNamed(name, all)).toBe(`tandem-dev-${name.replace('/', '-')}`);
});

it.each(['', '/', 'auth/', '/handler', 'constructor', 'nonsense/handler'])('%j is none', (name) => {
  expect(() => functionNamed(name, all)).toThrow('choose one of');
});
