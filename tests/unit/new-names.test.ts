import { describe, expect, it } from 'vitest';
import { namesOf } from '../../localstack/commands/new/names.ts';

describe('the name of a service', () => {
  it('is written as each place wants it', () => {
    expect(namesOf('gift-wrap')).toEqual({
      kebab: 'gift-wrap',
      camel: 'giftWrap',
      pascal: 'GiftWrap',
      title: 'Gift wrap',
    });
  });

  it.each([
    '',
    'Gift',
    'gift_wrap',
    '-gift',
    'gift-',
    'gift--wrap',
    '../gift',
    'gift/wrap',
    '1gift',
    '__proto__',
    'geschenk-für-dich',
    "gift'; rm -rf",
    'a'.repeat(25),
  ])('is not %j', (name) => {
    expect(() => namesOf(name)).toThrow('a name has words in lower case with hyphens');
  });
});
