// The faults that `mutants` plants: each kind, where it may stand and where not.
import { describe, expect, it } from 'vitest';
import { readConcerned } from '../mutants/imports.ts';
import { type Mutant, mutantsOf } from '../mutants/operators.ts';
import { errorsIn, roundsOf } from '../mutants/types.ts';

const planted = (source: string) =>
  mutantsOf('a.ts', source).map(({ operator, start, end, text }) => [
    operator,
    `${source.slice(0, start)}${text}${source.slice(end)}`,
  ]);

describe('each fault is of one place', () => {
  it.each([
    ['boundary', 'x = a < b', 'x = a <= b'],
    ['boundary', 'x = a >= b', 'x = a > b'],
    ['equality', 'x = a === b', 'x = a !== b'],
    ['arithmetic', 'x = a + b', 'x = a - b'],
    ['arithmetic', 'x += a', 'x -= a'],
    ['logic', 'x = a && b', 'x = a || b'],
    ['condition', 'if (a) b()', 'if (!(a)) b()'],
    ['condition', 'x = a ? b : c', 'x = !(a) ? b : c'],
    ['constant', 'x = 3', 'x = 4'],
    ['constant', 'x = true', 'x = false'],
    ['dropped statement', 'a(); await put(b);', 'a(); {}'],
    ['dropped statement', 'if (a) b();', 'if (a) {}'],
    ['dropped throw', 'throw a', '{}'],
    ['dropped entry', 'write([put(a), { b }])', 'write([ { b }])'],
    ['dropped entry', 'x = [...a]', 'x = []'],
    ['dropped member', 'put({ a, condition: isNew, b })', 'put({ a,  b })'],
    ['dropped member', 'put({ a, expiresAt })', 'put({ a })'],
    ['rounding', 'x = Math.min(a, b)', 'x = Math.max(a, b)'],
  ])('%s: %s becomes %s', (operator, right, wrong) => {
    const loose = (text: unknown) => String(text).replace(/,(?=\s*[}\]])/g, '');
    const found = planted(right).map(([name, text]) => [name, loose(text).replace(/\s+/g, ' ')]);
    expect(found).toContainEqual([operator, wrong.replace(/\s+/g, ' ').replace(' }', ' }')]);
  });
});

it.each([
  ['what is logged', 'log.warn("a")'],
  ['what is counted', 'await metrics.add("a")'],
  ['a literal in a type', 'const a: 3 = b'],
  ['a literal in an interface', 'interface A { a: true }'],
  ['a directive', '"use strict"'],
  ['a text', 'const a = "b"'],
])('%s is left alone', (_name, source) => {
  expect(planted(source)).toEqual([]);
});

it('a source that does not parse is named', () => {
  expect(() => mutantsOf('a.ts', 'const =')).toThrow('a.ts: ');
});

describe('the types judge many faults at once', () => {
  const inFile = (file: string, start = 0): Mutant => ({
    file,
    start,
    end: start + 1,
    operator: 'constant',
    text: '',
  });

  it('one of a source in a round, and each once', () => {
    const [a, b, c, again] = [inFile('a.ts'), inFile('b.ts'), inFile('c.ts'), inFile('a.ts', 5)];
    expect(roundsOf([a, b, again, c])).toEqual([[a, b, c], [again]]);
  });

  it('by the source that an error is in, of which the first is told', () => {
    const printed = [
      'platform/a.ts(3,7): error TS2322: Type A is not B.',
      '  Types of property x are incompatible.',
      'platform/a.ts(9,1): error TS2304: Cannot find name x.',
      'platform/b.ts(1,1): error TS1005: a comma is expected.',
    ];
    expect([...errorsIn(printed.join('\n'))]).toEqual([
      ['platform/a.ts', 'TS2322: Type A is not B.'],
      ['platform/b.ts', 'TS1005: a comma is expected.'],
    ]);
  });
});

describe('a source concerns', () => {
  const concerned = readConcerned();

  it('the tests that import it, before those that only reach it', () => {
    const tests = concerned('platform/http/rate-limit.ts', 'unit');
    expect(tests[0]).toBe('tests/unit/rate-limit.test.ts');
    expect(tests).toContain('tests/unit/payments-http.test.ts');
    expect(tests).not.toContain('tests/unit/money.test.ts');
  });

  it('a test that imports it when its environment is there', () => {
    expect(concerned('functions/health/handler.entry.ts', 'unit')).toContain(
      'tests/unit/entries.test.ts',
    );
  });

  it('a test that hands its path to another process', () => {
    expect(concerned('platform/kernel/stack-traces.ts', 'integration')).toEqual([
      'tests/integration/source-maps.test.ts',
    ]);
  });
});
