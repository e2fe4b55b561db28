// What a query wants of a product: each of its words, in one of the ways in which a catalogue may write it.
import { expect, it } from 'vitest';
import { wantedOf } from '../../containers/products/domain/search-text.ts';

it.each<[string, string[][]]>([
  ['tea', [['tea']]],
  ['Größe', [['grosse', 'groesse']]],
  [
    'T-Shirt',
    [
      ['t', 'tshirt'],
      ['shirt', 'tshirt'],
    ],
  ],
  [
    'wi fi',
    [
      ['wi', 'wifi'],
      ['fi', 'wifi'],
    ],
  ],
  [
    'a b c',
    [
      ['a', 'ab'],
      ['b', 'ab', 'bc'],
      ['c', 'bc'],
    ],
  ],
  ['a-b c', [['a', 'ab'], ['b', 'ab'], ['c']]],
  ["men's", [['mens', 'men']]],
  ["l'eau", [['leau', 'eau']]],
  [
    'asp.net',
    [
      ['asp', 'aspnet'],
      ['net', 'aspnet'],
    ],
  ],
  ['.net core', [['.net'], ['core']]],
  ['.net-core', [['.net'], ['core']]],
  ['c++', [['c++']]],
  [
    'a-b-c-d',
    [
      ['a', 'abcd'],
      ['b', 'abcd'],
      ['c', 'abcd'],
      ['d', 'abcd'],
    ],
  ],
  [
    'a-b-c-d-e',
    [
      ['a', 'ab'],
      ['b', 'ab', 'bc'],
      ['c', 'bc', 'cd'],
      ['d', 'cd', 'de'],
      ['e', 'de'],
    ],
  ],
  ['茶壺', [['茶壺']]],
  ['茶', [['茶']]],
  ['茶 mug', [['茶'], ['mug']]],
  ['', []],
])('%s', (query, wanted) => {
  expect(wantedOf(query)).toEqual(wanted);
});
