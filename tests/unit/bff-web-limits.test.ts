// What a document costs and how large it is, counted by hand.
import { buildSchema, type FragmentDefinitionNode, type GraphQLError, Kind, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { costOf } from '../../functions/bff-web/limits/cost.ts';
import { checkShape } from '../../functions/bff-web/limits/shape.ts';

const schema = buildSchema(`
  type Query {
    text: String
    one: Thing
    many: [Thing!]!
    page(first: Int = 20): Page
    product: Product
    order: Order
  }
  type Mutation { change: Thing }
  type Thing { id: ID name: String list: [Thing] one: Thing }
  type Page { items: [Thing!]! next: String }
  type Product { id: ID related(first: Int = 3): [Product!]! }
  type Order { id: ID timeline: [Thing] }
`);

const cost = (text: string, variables: Readonly<Record<string, unknown>> = {}): number => {
  const { definitions } = parse(text);
  const operation = definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION);
  if (operation === undefined) throw new Error('no operation');
  const fragments = new Map(
    definitions
      .filter((node): node is FragmentDefinitionNode => node.kind === Kind.FRAGMENT_DEFINITION)
      .map((node) => [node.name.value, node]),
  );
  return costOf({ schema, operation, fragments, variables });
};

describe('a document costs', () => {
  it.each([
    ['fifty for each call', '{ text }', 50],
    ['fifty for each of two', '{ text one { id } }', 101],
    ['one for each field', '{ one { id name } }', 52],
    ['its fields within each other', '{ one { one { id } name } }', 53],
    ['its fields for each of five', '{ many { id name } }', 60],
    ['a list within', '{ one { list { id } } }', 56],
    ['a list within a list', '{ many { list { id } } }', 80],
    ['a page once for as many as are wanted', '{ page(first: 7) { items { id } next } }', 71],
    ['a page that nobody has limited', '{ page { next } }', 70],
    ['a page of one', '{ page(first: 1) { next } }', 51],
    ['no less for a page of none', '{ page(first: 0) { next } }', 51],
    ['no less for a page below none', '{ page(first: -3) { next } }', 51],
    ['a call that a field is', '{ product { related(first: 2) { id } } }', 102],
    ['a call that a field is, as long as usual', '{ product { id related { id } } }', 104],
    ['another one', '{ order { timeline { id } } }', 105],
    ['a fragment each time', '{ one { ...F ...F } } fragment F on Thing { id name }', 54],
    ['nothing for a fragment that is not there', '{ one { id ...G } }', 51],
    ['what stands in place', '{ one { ... on Thing { id } ... { name } } }', 52],
    ['what tools ask', '{ one { __typename } }', 51],
    ['a change', 'mutation { change { id } }', 51],
  ])('%s', (_name, text, units) => {
    expect(cost(text)).toBe(units);
  });

  it.each([
    ['query ($n: Int = 3) { page(first: $n) { next } }', {}, 53],
    ['query ($n: Int = 3) { page(first: $n) { next } }', { n: 4 }, 54],
    // Names that every object of JavaScript has.
    ['query ($toString: Int = 3) { page(first: $toString) { next } }', {}, 53],
    ['query ($constructor: Int) { page(first: $constructor) { next } }', {}, 70],
    ['query ($n: Int) { page(first: $n) { next } }', {}, 70],
    ['query ($n: Int) { page(first: $n) { next } }', { n: null }, 70],
    ['query ($n: Int) { page(first: $n) { next } }', { n: '9' }, 51],
  ])('%s with %j', (text, variables, units) => {
    expect(cost(text, variables)).toBe(units);
  });
});

describe('a document is refused', () => {
  const codeOf = (text: string, limits: object = {}) => {
    try {
      checkShape(parse(text), { depth: 3, aliases: 2, ...limits });
    } catch (error) {
      return (error as GraphQLError).extensions.code;
    }
    return undefined;
  };
  const fields = (count: number) =>
    Array.from({ length: count }, (_, index) => `f${index}`).join(' ');
  const chain = (depth: number, first = 'f') =>
    `{ ${first}${' { f'.repeat(depth - 1)}${' }'.repeat(depth - 1)} }`;

  it.each([
    [chain(3), undefined],
    [chain(4), 'document-too-deep'],
    ['{ a { b } ...F } fragment F on T { c { d { e } } }', undefined],
    ['{ a { ...F } } fragment F on T { c { d { e } } }', 'document-too-deep'],
    ['{ a ... { b { c { d } } } }', undefined],
    ['{ a ... { b { c { d { e } } } } }', 'document-too-deep'],
    [`{ a } fragment F on T ${chain(4)}`, undefined],
    [chain(20, '__schema'), undefined],
    [chain(21, '__schema'), 'document-too-deep'],
  ])('for its depth, %#', (text, code) => {
    expect(codeOf(text)).toBe(code);
  });

  it.each([
    ['{ x: a y: b }', undefined],
    ['{ x: a y: b z: c }', 'too-many-aliases'],
    ['{ a a a }', undefined],
    ['{ a a a a }', 'too-many-aliases'],
    ['{ x: a x: a }', 'too-many-aliases'],
    ['{ x: a { y: b } c { y: b } }', 'too-many-aliases'],
    ['{ a { ...F } b { ...F } } fragment F on T { x: a }', undefined],
    ['{ a { ...F } b { ...F } c { ...F } } fragment F on T { x: a }', 'too-many-aliases'],
    ['{ a } fragment F on T { x: a y: b z: c }', 'too-many-aliases'],
  ])('for what has another name or stands twice, %#', (text, code) => {
    expect(codeOf(text)).toBe(code);
  });

  it.each([
    [`{ ${fields(500)} }`, undefined],
    [`{ ${fields(501)} }`, 'document-too-large'],
    [`{ a { ...F } b { ...F } } fragment F on T { ${fields(249)} }`, undefined],
    [`{ a { ...F } b { ...F } } fragment F on T { ${fields(250)} }`, 'document-too-large'],
  ])('for its fields, %#', (text, code) => {
    expect(codeOf(text)).toBe(code);
  });

  it('for a fragment that is part of itself, by whatever way', () => {
    expect(codeOf('{ ...F } fragment F on T { a { ...F } }')).toBe('document-cyclic');
    const around = '{ a } fragment F on T { ...G } fragment G on T { ...F }';
    expect(codeOf(around)).toBe('document-cyclic');
    expect(codeOf('type T { a: Int }')).toBeUndefined();
  });
});
