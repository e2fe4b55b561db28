// Pieces of the shop's pages: fields, pictures, drawings, addresses, and which path leads where.
import { describe, expect, it } from 'vitest';
import { addressForms } from '../../containers/orders/domain/address/address-forms.ts';
import {
  addressBlock,
  addressFields,
  addressIn,
  addressLine,
} from '../../functions/storefront/address-form.ts';
import { drawing } from '../../functions/storefront/drawing.ts';
import { html } from '../../functions/storefront/html.ts';
import { field, picture, troubleOf } from '../../functions/storefront/layout.ts';
import { findRoute, routes } from '../../functions/storefront/pages.ts';
import { wordsOf } from '../../functions/storefront/text.ts';

const english = wordsOf('en');

describe('a piece of a page', () => {
  it('is text, unless it is HTML already, and nothing where there is nothing', () => {
    expect(
      html`${'<&>"\''}|${html`<b>`}|${['a', html`<i>`]}|${false}${null}${undefined}|${0}`.text,
    ).toBe('&lt;&amp;&gt;&quot;&#39;|<b>|a<i>||0');
  });

  it('is a field that is wanted, as long as it may be', () => {
    const one = field(english, { name: 'q', label: 'search' }).text;
    expect(one).toContain('name="q" type="text" value="" maxlength="200" required>');
    const other = {
      name: 'q',
      label: 'search',
      type: 'email',
      value: 'a',
      maxlength: 7,
      optional: true,
    } as const;
    expect(field(english, { ...other, autocomplete: 'email' }).text).toContain(
      'name="q" type="email" value="a" maxlength="7" autocomplete="email">',
    );
  });

  it('is a picture, or a drawing of sixty characters of a name', () => {
    expect(picture(['/a.png', '/b.png'], 'alt', 'Mug').text).toContain('src="/a.png" alt="alt"');
    const elsewhere = ['https://cdn.example/a.png', '/b.png'];
    expect(picture(elsewhere, 'alt', 'Mug').text).toContain('src="/b.png"');
    expect(picture(elsewhere.slice(0, 1), '', 'Mug').text).toContain('"/images/products/Mug.svg"');
    expect(picture([], 'alt', 'Big Mug').text).toContain('src="/images/products/Big-Mug.svg"');
    expect(picture([], '', 'a'.repeat(61)).text).toContain(`/${'a'.repeat(60)}.svg`);
  });

  it('tells a trouble by its detail, or else by its title, with what is wrong', () => {
    const problem = { status: 422, code: 'validation-failed', title: 'Title' } as const;
    expect(troubleOf(english, problem).text).toContain('<p>Title</p>');
    const errors = [{ pointer: '/a/name', code: 'x', detail: 'is long' }];
    const told = troubleOf(english, { ...problem, detail: 'Detail', errors } as never).text;
    expect(told).toContain('<p>Detail</p>');
    expect(told).toContain('<li>name: is long</li>');
  });
});

describe('a drawing', () => {
  it('is of the colour of its name, with its first letter or what it is', () => {
    expect(drawing('zzz')).toContain('fill="hsl(283 38% 91%)"');
    expect(drawing('zzz')).toContain('fill="hsl(307 42% 86%)"');
    expect(drawing('zzz')).toContain('>Z</text>');
    expect(drawing('z')).toContain('fill="hsl(339 38% 91%)"');
    expect(drawing('z')).toContain('fill="hsl(3 42% 86%)"');
    expect(drawing('<b')).not.toContain('><</text>');
    expect(drawing('Red-MUG')).toContain('translate(60 20) scale(2)');
    expect(drawing('Red-MUG-detail')).toContain('translate(10 -30) scale(3)');
    const ground = (slug: string) => /height="240" fill="([^"]+)"/.exec(drawing(slug))?.[1];
    expect(ground('Red-MUG-detail')).toBe(ground('Red-MUG'));
    expect(ground('')).toBe('hsl(7 38% 91%)');
  });
});

describe('an address', () => {
  const address = {
    name: 'Ada',
    line1: 'Street 1',
    postalCode: '12345',
    city: 'Town',
    country: 'DE',
  };

  it('is read as it was typed, without what is empty', () => {
    const form = new URLSearchParams({
      name: ' Ada ',
      line1: 'Street 1',
      city: ' ',
      country: 'de',
      other: 'x',
    });
    expect(addressIn(form)).toEqual({ name: 'Ada', line1: 'Street 1', country: 'DE' });
  });

  it('is shown line by line, or in one', () => {
    expect(addressBlock(address as never).text).toBe(
      '<address><bdi>Ada</bdi><br><bdi>Street 1</bdi><br><bdi>12345 Town</bdi><br><bdi>DE</bdi><br></address>',
    );
    expect(addressLine({ name: 'Ada', line1: 'Street 1', country: 'DE' } as never).text).toBe(
      '<bdi>Ada</bdi>, <bdi>Street 1</bdi>, <bdi>DE</bdi>',
    );
  });

  it('is asked for field by field, of which some may be left out', () => {
    const asked = (isOptional?: boolean) =>
      addressFields(english, (name) => (name === 'city' ? 'Town' : undefined), isOptional).map(
        ({ text }) => [
          /name="(\w+)"/.exec(text)?.[1],
          Number(/maxlength="(\d+)"/.exec(text)?.[1]),
          text.includes(' required'),
        ],
      );
    expect(asked()).toEqual([
      ['name', 100, true],
      ['line1', 200, true],
      ['line2', 200, false],
      ['postalCode', 20, false],
      ['city', 100, false],
      ['region', 100, false],
      ['country', Number.NaN, true],
    ]);
    expect(asked(true).some(([, , required]) => required)).toBe(false);
  });

  const countriesOf = (language: 'en' | 'de', given?: string) => {
    const { text } = addressFields(wordsOf(language), () => given).at(-1) ?? { text: '' };
    const options = text.matchAll(/<option value="(\w*)"( selected)?>([^<]*)</g);
    return [...options].map(([, code = '', mark, name = '']) => ({ code, name, mark }));
  };

  it('offers each country that the API takes, and none besides', () => {
    const codes = countriesOf('en').map(({ code }) => code);
    expect(codes.sort()).toEqual(['', ...[...addressForms.keys()].sort()]);
  });

  it.each([
    ['en', 'AT', 'Austria'],
    ['en', 'at', 'Austria'],
    ['de', 'AT', 'Österreich'],
    ['de', 'GE', 'Georgien'],
    ['en', 'Austria', undefined],
    ['en', undefined, undefined],
  ] as const)('in %s, %s is chosen as %s, by its name', (language, given, name) => {
    const options = countriesOf(language, given);
    expect(options.find(({ mark }) => mark !== undefined)?.name).toBe(name);
    const names = options.slice(1).map((each) => each.name);
    expect(names).toEqual(names.toSorted(new Intl.Collator(language).compare));
  });
});

describe('a path', () => {
  it('leads to its page, for each method that it has', () => {
    expect(findRoute('HEAD', ['products', 'a'])).toMatchObject({
      match: { route: { path: '/products/{id}' }, params: { id: 'a' } },
      methods: ['GET'],
    });
    expect(findRoute('POST', ['cart'])).toMatchObject({
      match: { route: { method: 'POST' } },
      methods: ['GET', 'POST'],
    });
    expect(findRoute('DELETE', ['cart'])).toEqual({ methods: ['GET', 'POST'] });
    expect(findRoute('GET', ['cart', 'x'])).toEqual({ methods: [] });
    expect(findRoute('GET', ['orders', 'o', 'state'])).toMatchObject({
      match: { params: { id: 'o' } },
    });
  });

  it('of what is a customer’s own is for customers', () => {
    const own = routes
      .filter(({ forCustomers }) => forCustomers)
      .map(({ path }) => path.split('/')[1]);
    expect(new Set(own)).toEqual(new Set(['checkout', 'orders', 'account']));
    const others = routes
      .filter(({ forCustomers }) => !forCustomers)
      .map(({ path }) => path.split('/')[1]);
    expect(others.filter((name) => ['checkout', 'orders', 'account'].includes(name ?? ''))).toEqual(
      [],
    );
  });
});
