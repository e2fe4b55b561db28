// JSON from outside, character by character and member by member at the limits.
import { describe, expect, it } from 'vitest';
import { parseJson } from '../../platform/validation/json.ts';
import { refusal } from '../support/refusals.ts';

const parse = (text: string) => parseJson(new TextEncoder().encode(text));

describe('a text', () => {
  it.each([0x09, 0x0a, 0x0d, 0x20, 0x7e, 0x80])('may hold U+%s', (code) => {
    const text = String.fromCharCode(code);
    expect(parse(JSON.stringify({ a: `x${text}y` }))).toEqual({ a: `x${text}y` });
  });

  it.each([0x00, 0x08, 0x0b, 0x0c, 0x0e, 0x1f, 0x7f])('may not hold U+%s', (code) => {
    const escaped = `\\u${code.toString(16).padStart(4, '0')}`;
    for (const text of [`"${escaped}"`, `["x${escaped}"]`, `{"${escaped}x":1}`]) {
      expect(() => parse(text)).toThrow(refusal('validation-failed'));
    }
  });

  it('ends where its quote ends it, and not at one that is escaped', () => {
    const tricky = { a: '"}', b: '\\', c: '\\"', d: ',{[' };
    expect(parse(JSON.stringify(tricky))).toEqual(tricky);
    expect(() => parse('{"a":"\\\\","a":1}')).toThrow(refusal('duplicate-member'));
    expect(parse('{"a":"\\"a\\":1,\\"a\\"","b":2}')).toEqual({ a: '"a":1,"a"', b: 2 });
  });
});

describe('a member', () => {
  it.each([
    ['{"a":{"a":1}}'],
    ['[{"a":1},{"a":1}]'],
    ['{"a":["a","a"],"b":"a"}'],
    ['{"a":{},"b":{"b":{}}}'],
    ['{"a":[],"b":1}'],
    ['{"a":"__proto__","b":["constructor"]}'],
    ['["prototype"]'],
  ])('of another object may have the same name: %s', (text) => {
    expect(parse(text)).toEqual(JSON.parse(text));
  });

  it.each([
    ['{"a":1,"b":{},"a":2}'],
    ['{"a":[1,2],"a":2}'],
    ['{"b":[{"a":1,"a":2}]}'],
    ['[[],{"x":{},"x":1}]'],
  ])('may not stand twice: %s', (text) => {
    expect(() => parse(text)).toThrow(refusal('duplicate-member'));
  });

  it('that stands twice is named by its first 64 characters', () => {
    const named = (length: number) => {
      const name = 'n'.repeat(length);
      return `{"${name}":1,"${name}":2}`;
    };
    const told = (length: number) => ({
      detail: `The member "${'n'.repeat(length)}" is named twice.`,
    });
    expect(() => parse(named(64))).toThrow(refusal('duplicate-member', told(64)));
    expect(() => parse(named(65))).toThrow(refusal('duplicate-member', told(64)));
  });

  it.each(['__proto__', 'constructor', 'prototype'])('may not be %s', (name) => {
    expect(() => parse(`[{"a":{"${name}":1}}]`)).toThrow(
      refusal('forbidden-member', { detail: `No body may have a member "${name}".` }),
    );
  });
});

describe('a body', () => {
  const nested = (depth: number, open = '[', close = ']') =>
    `${open.repeat(depth)}${close.repeat(depth)}`;

  it('is twenty deep at most', () => {
    expect(() => parse(nested(20))).not.toThrow();
    const tooDeep = refusal('too-deep', { detail: 'Nested too deeply.' });
    expect(() => parse(nested(21))).toThrow(tooDeep);
    const objects = `${'{"a":'.repeat(20)}{}${'}'.repeat(20)}`;
    expect(() => parse(objects)).toThrow(tooDeep);
    expect(() => parse(`[${nested(19)},${nested(19)}]`)).not.toThrow();
  });

  it('has a thousand members and lists at most, however they lie', () => {
    const tooMany = refusal('too-deep', { detail: 'Too many members.' });
    const list = (count: number) => `[${Array(count).fill(1).join(',')}]`;
    // The list itself, and a comma before each but the first.
    expect(() => parse(list(1_000))).not.toThrow();
    expect(() => parse(list(1_001))).toThrow(tooMany);
    const lists = (count: number) => `[${Array(count).fill('[]').join(',')}]`;
    expect(() => parse(lists(500))).not.toThrow();
    expect(() => parse(lists(501))).toThrow(tooMany);
    const members = (count: number) =>
      `{${Array.from({ length: count }, (_, index) => `"m${index}":1`).join(',')}}`;
    expect(() => parse(members(1_000))).not.toThrow();
    expect(() => parse(members(1_001))).toThrow(tooMany);
  });

  it.each(['7', '"text"', 'null', 'true', '[]', ' {} '])('may be %s', (text) => {
    expect(parse(text)).toEqual(JSON.parse(text));
  });

  it('whose bytes were replaced on the way is none', () => {
    const detail = 'The body holds bytes that are no UTF-8.';
    expect(() => parse('{"a":"\ufffd"}')).toThrow(refusal('malformed-json', { detail }));
    expect(() => parse('\ufeff{}')).toThrow(refusal('malformed-json'));
  });
});
