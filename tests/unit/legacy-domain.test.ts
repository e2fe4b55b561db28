// Decisions on the way to a legacy shop: who answers, which path it is, what an answer means, and where two of them differ.
import { describe, expect, it } from 'vitest';
import { differencesOf } from '../../functions/legacy/domain/comparison.ts';
import { courseOf } from '../../functions/legacy/domain/course.ts';
import { filled, pathOf } from '../../functions/legacy/domain/path.ts';
import { translate } from '../../functions/legacy/domain/translation.ts';

describe('the course of a request', () => {
  it.each([
    ['legacy', 100, 'GET', 0, 'legacy'],
    ['shadow', 100, 'GET', 99.9, 'shadow'],
    ['shadow', 30, 'GET', 30, 'legacy'],
    ['shadow', 100, 'POST', 0, 'legacy'],
    ['shadow', 100, 'DELETE', 0, 'legacy'],
    ['tandem', 100, 'POST', 99.9, 'tandem'],
    ['tandem', 25, 'GET', 24.9, 'tandem'],
    ['tandem', 25, 'GET', 25, 'legacy'],
    ['tandem', 0, 'GET', 0, 'legacy'],
  ] as const)('%s for %s %%: %s at place %s goes by %s', (mode, share, method, place, course) => {
    expect(courseOf({ mode, share }, method, place)).toBe(course);
  });
});

describe('a path at the legacy shop', () => {
  it.each([
    ['about', '/about'],
    ['a/b c/d', '/a/b%20c/d'],
    ['folder/', '/folder/'],
    ['100%', '/100%25'],
    ['%2e%2e/x', '/%252e%252e/x'],
    ['a?b#c', '/a%3Fb%23c'],
    ['user@host', '/user%40host'],
    ['ü', '/%C3%BC'],
  ])('%s is %s', (given, path) => expect(pathOf(given)).toBe(path));

  it.each([
    '',
    '/',
    '..',
    '.',
    'a/../b',
    './a',
    'a//b',
    '//evil.example',
    'a\\b',
    'a\nb',
    'a\0',
    'http://evil.example/',
  ])('%j is none', (given) => expect(pathOf(given)).toBeUndefined());

  it('takes its parameters as whole segments', () => {
    expect(filled('/article/{id}/x', { id: 'a b' })).toBe('/article/a%20b/x');
    for (const id of ['..', '.', '', 'a/b', 'a\\b']) {
      expect(filled('/article/{id}', { id })).toBeUndefined();
    }
    expect(filled('/article/{constructor}', {})).toBeUndefined();
  });
});

describe('a translated answer', () => {
  const source = {
    nr: 'A-1',
    'a/b': 1,
    rows: [{ p: '19.99' }, { p: 'none' }, { p: 5 }],
    none: null,
  };

  it.each([
    ['/nr', 'A-1'],
    ['/a~1b', 1],
    ['/rows/0/p', '19.99'],
    ['/absent', undefined],
    ['/constructor/name', undefined],
    ['/nr/length', undefined],
    ['words', 'words'],
    [null, null],
    [{ $value: '/nr' }, '/nr'],
    [{ $of: '/rows/0/p', $times: 100 }, 1999],
    [{ $of: '/rows/1/p', $times: 100 }, undefined],
    [{ $of: '/none' }, undefined],
    [
      { $each: '/rows', $as: { price: { $of: '/p', $times: 100 } } },
      [{ price: 1999 }, {}, { price: 500 }],
    ],
    [{ $each: '/nr', $as: '/x' }, undefined],
    [
      { id: '/nr', gone: '/absent', list: ['/nr', true], empty: '/none' },
      { id: 'A-1', list: ['A-1', true], empty: null },
    ],
  ])('by %j is %j', (template, value) => expect(translate(template, source)).toEqual(value));
});

describe('two answers', () => {
  const ok = (body: unknown) => ({ status: 200, body });

  it.each([
    ['are the same whatever the order of members', { a: 1, b: 2 }, { b: 2, a: 1 }, {}, []],
    ['differ by value', { a: 1 }, { a: 2 }, {}, [{ path: '/a', kind: 'value' }]],
    ['differ by type', { a: 1 }, { a: '1' }, {}, [{ path: '/a', kind: 'type' }]],
    ['tell null from nothing', { a: null }, {}, {}, [{ path: '/a', kind: 'missing' }]],
    ['tell what only we have', {}, { a: { b: 1 } }, {}, [{ path: '/a', kind: 'added' }]],
    [
      'differ by the length of a list',
      { a: [1] },
      { a: [1, 2] },
      {},
      [{ path: '/a', kind: 'length' }],
    ],
    [
      'name a place in a list once',
      [{ p: 1 }, { p: 2 }],
      [{ p: 3 }, { p: 4 }],
      {},
      [{ path: '/*/p', kind: 'value' }],
    ],
    [
      'may differ where that is ignored',
      { a: [{ b: 1, c: 1 }] },
      { a: [{ b: 2, c: 1 }] },
      { ignore: ['/a/*/b'] },
      [],
    ],
    ['are ordered', { a: [1, 2] }, { a: [2, 1] }, {}, [{ path: '/a/*', kind: 'value' }]],
    [
      'may be in any order where that says nothing',
      { a: [{ x: 1 }, { x: 2 }] },
      { a: [{ x: 2 }, { x: 1 }] },
      { unordered: ['/a'] },
      [],
    ],
    ['may be apart by the tolerance', { a: 1 }, { a: 1.01 }, { tolerance: 0.02 }, []],
    [
      'name no data that stands as a member',
      { 'ann@example.com': 1 },
      {},
      {},
      [{ path: '/*', kind: 'missing' }],
    ],
    [
      'have no members of a prototype',
      {},
      { constructor: 1 },
      {},
      [{ path: '/constructor', kind: 'added' }],
    ],
  ])('%s', (_, legacy, tandem, rule, differences) => {
    expect(differencesOf(ok(legacy), ok(tandem), rule)).toEqual(differences);
  });

  it('of different status differ in that alone, and refusals are the same by it', () => {
    const [found, missing] = [ok({ a: 1 }), { status: 404, body: undefined }];
    expect(differencesOf(found, missing)).toEqual([{ path: '', kind: 'status' }]);
    expect(differencesOf(missing, { status: 404, body: { code: 'x' } })).toEqual([]);
  });

  it('tell of twenty differences at most, however deep and many', () => {
    const many = Object.fromEntries(
      Array.from({ length: 100 }, (_, index) => [`m${index}`, index]),
    );
    expect(differencesOf(ok(many), ok({}))).toHaveLength(20);
    const deep = JSON.parse(`${'['.repeat(5000)}1${']'.repeat(5000)}`);
    const other = JSON.parse(`${'['.repeat(5000)}2${']'.repeat(5000)}`);
    expect(differencesOf(ok(deep), ok(other)).length).toBeLessThanOrEqual(1);
  });

  it.each([
    [20, ['value']],
    [21, []],
  ])('are looked at %i levels deep: %j', (levels, kinds) => {
    const within = (value: number) =>
      JSON.parse(`${'['.repeat(levels)}${value}${']'.repeat(levels)}`);
    const found = differencesOf(ok({ a: within(1) }), ok({ a: within(2) }));
    expect(found.map(({ kind }) => kind)).toEqual(kinds);
  });

  it.each([
    [299, ['value']],
    [300, []],
  ])('of status %i are compared: %j', (status, kinds) => {
    const found = differencesOf({ status, body: { a: 1 } }, { status, body: { a: 2 } });
    expect(found.map(({ kind }) => kind)).toEqual(kinds);
  });

  it.each([
    [1.5, []],
    [1.75, ['value']],
  ])('may be apart by the tolerance itself: 1 and %d', (a, kinds) => {
    const found = differencesOf(ok({ a: 1 }), ok({ a }), { tolerance: 0.5 });
    expect(found.map(({ kind }) => kind)).toEqual(kinds);
  });
});
