// Every schema of the contracts is a closed door: objects and records take what they name, and what comes from outside has an end.
import { describe, expect, it } from 'vitest';
import { api } from '../../events/http/api.ts';
import * as auth from '../../events/messages/auth.ts';
import * as notifications from '../../events/messages/notifications.ts';
import * as orders from '../../events/messages/orders.ts';
import * as payments from '../../events/messages/payments.ts';
import * as products from '../../events/messages/products.ts';
import * as webhooks from '../../events/messages/webhooks.ts';
import { linesByName } from '../../events/schemas.ts';
import { faultsOf } from '../../platform/validation/validation.ts';

type Schema = Readonly<Record<string, unknown>>;

/** A schema with all below it, each with the way to it. */
const within = (schema: unknown, at: string): (readonly [string, Schema])[] => {
  if (typeof schema !== 'object' || schema === null) return [];
  const below = Object.entries(schema).flatMap(([name, part]) => within(part, `${at}/${name}`));
  return '~kind' in schema ? [[at, schema as Schema], ...below] : below;
};

const requests = api.flatMap(({ id, request }) => within(request, id));
const answers = api.flatMap(({ id, responses }) => within(responses, id));
const messages = Object.values({ auth, notifications, orders, payments, products, webhooks })
  .flatMap((module) => Object.values(module).flat())
  .flatMap((contract) =>
    typeof contract === 'object' && 'data' in contract ? within(contract.data, contract.type) : [],
  );

const isObject = ({ type }: Schema): boolean => type === 'object';

/** RFC 6749 section 3.2: what is not known is ignored; nothing of it is kept. */
const isOauth = (at: string): boolean =>
  /^auth\.oauth-(?:token|revoke|introspect)\/(?:body|200)$/.test(at);

/** What a document brings and asks for, its own schema says (docs/contracts/schema.graphql); nothing of it is kept. */
const isGraphql = (at: string): boolean =>
  /^bff-web\.(?:graphql|read-registered)\/(?:200|body\/properties\/(?:variables|extensions)\/)/.test(
    at,
  );

const isOpen = (schema: Schema): boolean =>
  isObject(schema) && schema.additionalProperties !== false;

const names = (open: readonly (readonly [string, Schema])[]): string[] => open.map(([at]) => at);

/** Repeats without end, outside a class of characters and outside of what only looks ahead. */
const isEndless = (pattern: string): boolean =>
  /[*+]|\{\d+,\}/.test(
    pattern
      .replaceAll(/\\./g, 'x')
      .replaceAll(/\[[^\]]*\]/g, 'x')
      .replaceAll(/\(\?[=!](?:[^()]|\([^()]*\))*\)/g, ''),
  ) || !(pattern.startsWith('^') && pattern.endsWith('$'));

/** Compared by its issuer and never kept; bodies and URLs have an end as a whole. */
const isOpaque = (at: string): boolean =>
  /\/(?:cursor|token|\w+Token|\w+_token|client_id|client_secret)$/.test(at);

const hasEnd = (schema: Schema): boolean => {
  const { type, enum: choices, const: only, maxLength, pattern } = schema;
  if (choices !== undefined || only !== undefined) return true;
  if (type === 'string') {
    return maxLength !== undefined || (typeof pattern === 'string' && !isEndless(pattern));
  }
  if (type === 'array') return schema.maxItems !== undefined || schema.additionalItems === false;
  if (type === 'integer' || type === 'number') {
    return schema.minimum !== undefined && schema.maximum !== undefined;
  }
  if (schema.patternProperties === undefined) return true;
  const taken = Object.keys(schema.patternProperties as object);
  return schema.maxProperties !== undefined && !taken.some(isEndless);
};

describe('the contracts', () => {
  it('are all looked at', () => {
    expect(requests.filter(([, schema]) => isObject(schema)).length).toBeGreaterThan(80);
    expect(answers.filter(([, schema]) => isObject(schema)).length).toBeGreaterThan(80);
    expect(messages.filter(([, schema]) => isObject(schema)).length).toBeGreaterThan(20);
  });

  it('have no object and no record that takes what it does not name', () => {
    const all = [...requests, ...answers, ...messages];
    expect(
      names(all.filter(([at, schema]) => isOpen(schema) && !isOauth(at) && !isGraphql(at))),
    ).toEqual([]);
  });

  it('have an end of every text, list, number and record that a request brings', () => {
    expect(names(requests.filter(([at, schema]) => !hasEnd(schema) && !isOpaque(at)))).toEqual([]);
  });

  it('take nothing from outside that they say nothing about', () => {
    const unsaid = requests.filter(
      ([at, schema]) =>
        !isGraphql(at) &&
        !['type', 'anyOf', 'enum', 'const'].some((keyword) => schema[keyword] !== undefined),
    );
    expect(names(unsaid)).toEqual([]);
  });
});

describe('lines by name', () => {
  const attributes = linesByName(40, 100, 20);
  const takes = (value: unknown): boolean => faultsOf(attributes, value).length === 0;
  const many = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, number) => [`n${number}`, 'x']));

  it.each([
    {},
    { size: 'L' },
    { Größe: '42' },
    { サイズ: 'L' },
    { Размер: '42' },
    { المقاس: '٤٢' },
    { 'Screen size (inch)': '27"' },
    { '7': 'a name may be a number' },
    { ['n'.repeat(40)]: 'x'.repeat(100) },
    { ['😀'.repeat(40)]: 'signs are counted, not code units' },
    many(20),
  ])('are %j', (value) => {
    expect(takes(value)).toBe(true);
  });

  it.each([
    [{ size: 42 }],
    [{ Größe: 42 }],
    [{ Größe: null }],
    [{ Größe: true }],
    [{ Größe: ['42'] }],
    [{ Größe: { eu: '42' } }],
    [{ Größe: '' }],
    [{ Größe: ' ' }],
    [{ Größe: 'x'.repeat(101) }],
    [{ Größe: 'a\nb' }],
    [{ '': 'x' }],
    [{ ' ': 'x' }],
    [{ 'a\nb': 'x' }],
    [{ 'a\u0000': 'x' }],
    [{ '\u200b': 'x' }],
    [{ 'a\u202eb': 'x' }],
    [{ ['n'.repeat(41)]: 'x' }],
    [{ ['n'.repeat(5_000)]: 'x' }],
    [many(21)],
    [[]],
    ['size'],
  ])('are not %j', (value) => {
    expect(takes(value)).toBe(false);
  });
});
