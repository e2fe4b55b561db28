// The name of a function as a person types it, and as it is listed.
import { expect, it } from 'vitest';
import { functionNamed } from '../../localstack/commands/invoke/function-name.ts';
import { knownNames } from '../../localstack/commands/invoke/known-names.ts';

const all = [
  'auth-authorizer',
  'auth-handler',
  'auth-rotate',
  'auth-rotate-client',
  'dead-letters-handler',
  'outbox-relay-handler',
  'outbox-relay-sweep',
  'payments-consume',
  'webhooks-sweep',
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
    'payments/consume',
    'webhooks/sweep',
  ]);
});

it.each(names)('%s is found by what is listed', (name) => {
  expect(functionNamed(name, all)).toBe(`tandem-dev-${name.replace('/', '-')}`);
});

it.each([
  ['auth', 'auth-handler'],
  ['auth-rotate', 'auth-rotate'],
  ['rotate', 'auth-rotate'],
  ['letters', 'dead-letters-handler'],
  ['consume', 'payments-consume'],
  ['tandem-dev-webhooks-sweep', 'webhooks-sweep'],
])('%s means %s', (wanted, name) => {
  expect(functionNamed(wanted, all)).toBe(`tandem-dev-${name}`);
});

it.each([
  ['sweep', ['outbox-relay/sweep', 'webhooks/sweep']],
  ['handler', ['auth/handler', 'dead-letters/handler', 'outbox-relay/handler']],
])('%s may be several, and none of them is run', (wanted, several) => {
  expect(() => functionNamed(wanted, all)).toThrow(`${wanted} may be several functions`);
  expect(listed(wanted)).toEqual(several);
});

it('functions are known by the sources before anything runs', () => {
  expect(knownNames()).toEqual(
    expect.arrayContaining(['tandem-dev-auth-handler', 'tandem-dev-auth-rotate-client']),
  );
});

it.each(['', '/', 'auth/', '/handler', 'constructor', 'nonsense/handler'])('%j is none', (name) => {
  expect(() => functionNamed(name, all)).toThrow('choose one of');
});
