// The schema that clients were last given is in docs/contracts, and what they rely on stays; the documents they have registered are answered.
import { readFileSync } from 'node:fs';
import {
  buildSchema,
  findBreakingChanges,
  type GraphQLSchema,
  parse,
  printSchema,
  validate,
  validateSchema,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { costOf } from '../../functions/bff-web/limits/cost.ts';
import { checkShape } from '../../functions/bff-web/limits/shape.ts';
import { createBffSchema } from '../../functions/bff-web/schema.ts';
import { registeredDocuments } from '../../infra/build/graphql-documents.ts';
import { limits } from '../support/bff-web.ts';

const released = 'docs/contracts/schema.graphql';
/** What a client could no longer rely on: take it out of use before, and say since when. */
const breachesOf = (before: GraphQLSchema, now: GraphQLSchema): string[] =>
  findBreakingChanges(before, now).map(({ description }) => description);

describe('the schema', () => {
  it('is valid', () => {
    expect(validateSchema(createBffSchema())).toEqual([]);
  });

  it('is what was released, and nothing that was released breaks', async () => {
    const before = buildSchema(readFileSync(released, 'utf8'));
    expect(breachesOf(before, createBffSchema())).toEqual([]);
    // After the check: an update of the snapshot takes over additions only.
    await expect(`${printSchema(createBffSchema())}\n`).toMatchFileSnapshot(`../../${released}`);
  });
});

describe('the gate', () => {
  const was =
    'type Query { product(id: ID!, currency: String): Product } type Product { id: ID! name: String! } enum Sort { NAME }';
  it.each([
    ['a field goes', was.replace('name: String!', ''), 1],
    ['a value can be null', was.replace('name: String!', 'name: String'), 1],
    ['a value is of another type', was.replace('name: String!', 'name: Int!'), 1],
    ['an argument is wanted', was.replace('currency: String', 'currency: String!'), 1],
    ['a new argument is wanted', was.replace('id: ID!,', 'id: ID!, more: ID!,'), 1],
    ['a value of an enum goes', was.replace('NAME', 'PRICE'), 1],
    ['a field is added', was.replace('name: String!', 'name: String! more: Int'), 0],
    ['an argument may be given', was.replace('id: ID!,', 'id: ID!, more: ID,'), 0],
  ])('tells when %s', (_, now, count) => {
    expect(breachesOf(buildSchema(was), buildSchema(now))).toHaveLength(count);
  });
});

const documents = Object.entries(await registeredDocuments());

describe('registered documents', () => {
  it.each(documents)('%s is within all limits', (_, text) => {
    const schema = createBffSchema();
    const document = parse(text, { maxTokens: limits.tokens });
    checkShape(document, limits);
    expect(validate(schema, document)).toEqual([]);
    const [operation, ...others] = document.definitions;
    expect(others).toEqual([]);
    if (operation?.kind !== 'OperationDefinition') throw new Error('it is no operation');
    const cost = costOf({ schema, operation, fragments: new Map(), variables: {} });
    expect(cost).toBeLessThanOrEqual(limits.cost);
  });
});
