// Schemas of the contracts in the dialect of the gateway's models.
import { Type } from 'typebox';
import { expect, it } from 'vitest';
import { toDraft4 } from '../../infra/constructs/api/draft-4.ts';

const $schema = 'http://json-schema.org/draft-04/schema#';

it('turns a constant into an enumeration of one', () => {
  expect(toDraft4(Type.Literal('accepted'))).toEqual({
    $schema,
    type: 'string',
    enum: ['accepted'],
  });
});

it('turns an exclusive bound into a bound and a flag', () => {
  expect(toDraft4(Type.Integer({ exclusiveMinimum: 0, exclusiveMaximum: 9 }))).toEqual({
    $schema,
    type: 'integer',
    minimum: 0,
    exclusiveMinimum: true,
    maximum: 9,
    exclusiveMaximum: true,
  });
});

it('drops what draft 4 does not know, at every depth', () => {
  const schema = Type.Object(
    { limit: Type.Array(Type.Integer({ default: 20, minimum: 1 })) },
    { $id: 'Page' },
  );
  expect(toDraft4(schema)).toEqual({
    $schema,
    type: 'object',
    required: ['limit'],
    properties: { limit: { type: 'array', items: { type: 'integer', minimum: 1 } } },
  });
});

it('keeps members that are named like keywords', () => {
  const schema = Type.Object({ default: Type.String(), const: Type.String() });
  expect(toDraft4(schema)).toEqual({
    $schema,
    type: 'object',
    required: ['default', 'const'],
    properties: { default: { type: 'string' }, const: { type: 'string' } },
  });
});

it('leaves the schema it was given as it is', () => {
  const schema = { type: 'string', const: 'x' };
  toDraft4(schema);
  expect(schema).toEqual({ type: 'string', const: 'x' });
});
