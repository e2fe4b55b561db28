// What the policy of a Lambda authorizer allows.

import { expect, test } from 'vitest';
import { evaluatePolicy } from '../../localstack/gateway/admission/policy.ts';

const arn = 'arn:aws:execute-api:us-east-1:000000000000:abc/v1/GET/orders/7';

function verdict(...statements: unknown[]) {
  return evaluatePolicy({ Version: '2012-10-17', Statement: statements }, arn);
}

function statement(Effect: string, Resource: unknown, Action: unknown = 'execute-api:Invoke') {
  return { Effect, Resource, Action };
}

test('a statement that covers the method allows it', () => {
  expect(verdict(statement('Allow', arn))).toBe('allow');
  expect(verdict(statement('Allow', '*', '*'))).toBe('allow');
  expect(verdict(statement('Allow', ['x', 'arn:aws:execute-api:*:*:abc/*/*']))).toBe('allow');
  expect(verdict(statement('Allow', arn.replace('7', '?'), ['Execute-API:invoke']))).toBe('allow');
});

test('a deny wins over an allow', () => {
  expect(verdict(statement('Allow', '*'), statement('Deny', arn))).toBe('explicit-deny');
});

test('what no statement covers is denied', () => {
  expect(verdict(statement('Allow', arn.replace('GET', 'POST')))).toBe('implicit-deny');
  expect(verdict(statement('Allow', arn, 's3:GetObject'))).toBe('implicit-deny');
  expect(verdict()).toBe('implicit-deny');
});

test('what is no policy has no verdict', () => {
  expect(evaluatePolicy(undefined, arn)).toBeUndefined();
  expect(evaluatePolicy({}, arn)).toBeUndefined();
  expect(verdict({ Effect: 'Perhaps', Action: '*', Resource: '*' })).toBeUndefined();
  expect(verdict({ Effect: 'Allow', Action: '*' })).toBeUndefined();
});
