// The catalogue as the shop shows it: what is asked of the API, and what is seen of its answer.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inputsIn, openShop, readIn, type Shop } from '../support/shop-pages.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.stop());

const euro = (amount: number) => ({ amount, currency: 'EUR' });
const variant = (sku: string, amount: number, available: number) => ({
  sku,
  name: `variant ${sku}`,
  price: euro(amount),
  available,
});
const product = (changes: object = {}) => ({
  id: 'prd_1',
  name: 'Mug & cup',
  description: 'Of clay.\nBy hand.',
  status: 'active',
  images: [],
  attributes: {},
  variants: [variant('A', 1250, 3)],
  ...changes,
});
const categories = [
  { id: 'kitchen', name: 'Kitchen', products: 7 },
  { id: 'camping', name: 'Camping', products: 0 },
];

const catalogue = (url: string, items: readonly object[] = [], nextCursor: string | null = null) =>
  shop.get(url, {
    answers: {
      'GET /products': { body: { items, nextCursor } },
      'GET /categories': { body: { items: categories } },
    },
  });

describe('the catalogue', () => {
  it.each([
    ['/', 'limit=24'],
    ['/?q=&category=&sort=', 'limit=24'],
    ['/?q=mug&category=kitchen&cursor=c', 'q=mug&category=kitchen&cursor=c&limit=24'],
    ['/?sort=newest', 'sort=newest&limit=24'],
    ['/?sort=price', 'sort=price&limit=24&currency=EUR'],
    ['/?sort=-price', 'sort=-price&limit=24&currency=EUR'],
    ['/?minPrice=5', 'minPrice=500&limit=24&currency=EUR'],
    ['/?maxPrice=%2012,5%20', 'maxPrice=1250&limit=24&currency=EUR'],
    [
      '/?minPrice=0.05&maxPrice=999999999.99',
      'minPrice=5&maxPrice=99999999999&limit=24&currency=EUR',
    ],
    ['/?minPrice=cheap', 'limit=24'],
    ['/?minPrice=1.234', 'limit=24'],
    ['/?minPrice=1234567890', 'limit=24'],
    ['/?minPrice=-1', 'limit=24'],
  ])('%s asks for %s', async (url, query) => {
    const { asked } = await catalogue(url);
    const found = asked.find((each) => each.startsWith('GET /products?')) ?? '';
    expect(Object.fromEntries(new URL(found.slice(4), 'http://x').searchParams)).toEqual(
      Object.fromEntries(new URLSearchParams(query)),
    );
    expect(asked).toHaveLength(2);
  });

  it('shows each product with its lowest price, and what is sold out', async () => {
    const { main } = await catalogue('/', [
      product({ variants: [variant('A', 1250, 0), variant('B', 990, 1)] }),
      product({ id: 'a/b', name: 'Pen', images: ['/p.jpg'], variants: [variant('C', 500, 0)] }),
      product({ name: 'Nothing', variants: [] }),
    ]);
    const cards = main.split('<li class="card">').slice(1);
    expect(cards.map((card) => readIn(card.split('</li>')[0] ?? ''))).toEqual([
      'Mug &amp; cup from €9.90',
      'Pen €5.00 Sold out',
      'Nothing Sold out',
    ]);
    expect(cards.map((card) => /<img src="([^"]*)" alt="([^"]*)"/.exec(card)?.slice(1))).toEqual([
      ['/images/products/Mug-cup.svg', ''],
      ['/p.jpg', ''],
      ['/images/products/Nothing.svg', ''],
    ]);
    expect(cards[1]).toContain('href="/products/a%2Fb"');
    expect(main).not.toContain('Nothing was found');
    expect(main).not.toContain('rel="next"');
  });

  it('counts no variant that is sold no more', async () => {
    const gone = (sku: string, amount: number) => ({
      ...variant(sku, amount, 9),
      status: 'discontinued',
    });
    const { main } = await catalogue('/', [
      product({ variants: [gone('A', 100), variant('B', 990, 1)] }),
      product({ name: 'Pen', variants: [gone('C', 100), variant('D', 500, 0)] }),
      product({ name: 'Ink', variants: [gone('E', 100)] }),
    ]);
    const cards = main.split('<li class="card">').slice(1);
    expect(cards.map((card) => readIn(card.split('</li>')[0] ?? ''))).toEqual([
      'Mug &amp; cup €9.90',
      'Pen €5.00 Sold out',
      'Ink Sold out',
    ]);
  });

  it.each(['/?q=', '/?q=%20'])('has a heading where nothing is looked for: %s', async (url) => {
    expect((await catalogue(url)).main).toContain('<h1>Shop</h1>');
  });

  it('says that nothing was found, and of what', async () => {
    const { main, body } = await catalogue('/?q=zzz');
    expect(main).toContain('<p>Nothing was found.</p>');
    expect(body).toContain('zzz');
  });

  it('leads on, with what was asked for', async () => {
    const { main } = await catalogue('/?q=mug&cursor=c1', [product()], 'c2');
    expect(main).toContain('rel="next" href="/?q=mug&amp;cursor=c2"');
  });

  it('offers categories and orders, the chosen ones marked', async () => {
    const { main } = await catalogue('/?q=mug&category=kitchen&sort=name&minPrice=5&cursor=c');
    const links = [...main.matchAll(/<li><a href="([^"]*)"( aria-current="true")?>([^<]*)</g)];
    expect(links.map(([, href, isChosen, name]) => [name, href, isChosen !== undefined])).toEqual([
      ['All', '/?q=mug&amp;category=&amp;sort=name&amp;minPrice=5', false],
      ['Kitchen (7)', '/?q=mug&amp;category=kitchen&amp;sort=name&amp;minPrice=5', true],
      ['Camping (0)', '/?q=mug&amp;category=camping&amp;sort=name&amp;minPrice=5', false],
    ]);
    const options = [...main.matchAll(/<option value="([^"]*)"( selected)?>([^<]*)</g)];
    expect(
      options.map(([, value, isChosen, name]) => [value, name, isChosen !== undefined]),
    ).toEqual([
      ['', 'Best match', false],
      ['newest', 'Newest', false],
      ['name', 'Name', true],
      ['price', 'Price, lowest first', false],
      ['-price', 'Price, highest first', false],
    ]);
    expect(inputsIn(main)).toEqual(['q=mug', 'category=kitchen', 'minPrice=5', 'maxPrice=']);
  });

  it('marks all where no category is chosen', async () => {
    const { main } = await catalogue('/');
    expect(main).toContain('<li><a href="/?category=" aria-current="true">All</a></li>');
    expect(inputsIn(main)).toEqual(['minPrice=', 'maxPrice=']);
  });
});

describe('a product', () => {
  const seen = async (changes: object) => {
    const answers = { 'GET /products/prd_1': { body: product(changes) } };
    const { main, body } = await shop.get('/products/prd_1', { answers });
    const stock = [...main.matchAll(/<span class="stock">([^<]*)</g)].map(([, text]) => text);
    const [, button] = /<button([^>]*)>(?=[^<]*<\/button>\n<\/form>)/.exec(main) ?? [];
    return { main, body, stock, inputs: inputsIn(main), isSold: button === '' };
  };

  it('offers what can be had, the first of it chosen', async () => {
    const variants = [
      variant('A', 1250, 0),
      variant('B', 990, 1),
      variant('C', 990, 99),
      variant('D', 990, 100),
    ];
    const gone = { ...variant('X', 1, 9), status: 'discontinued' };
    const { stock, inputs, isSold, main, body } = await seen({ variants: [gone, ...variants] });
    expect(stock).toEqual([
      'Not available',
      'Sold out',
      '1 available',
      '99 available',
      '99+ available',
    ]);
    expect(inputs).toEqual([
      'sku=X disabled required',
      'sku=A disabled required',
      'sku=B checked required',
      'sku=C required',
      'sku=D required',
      'quantity=1 required',
    ]);
    expect([isSold, main.includes('Add to cart')]).toEqual([true, true]);
    expect(body).toContain('<title>Mug &amp; cup · Tandem</title>');
    expect(main).toContain('alt="Mug &amp; cup"');
    expect(main).toContain('Of clay.\nBy hand.');
  });

  it.each([
    ['is sold out', { variants: [variant('A', 1250, 0)] }],
    ['is no longer sold', { status: 'discontinued' }],
    [
      'has no variant that is',
      { variants: [{ ...variant('A', 1250, 9), status: 'discontinued' }] },
    ],
  ])('that %s cannot be put into the cart', async (_, changes) => {
    const { isSold, main } = await seen(changes);
    expect([isSold, main.includes('Not available'), main.includes('Add to cart')]).toEqual([
      false,
      true,
      false,
    ]);
  });

  it('shows its attributes as text', async () => {
    const { main } = await seen({ attributes: { '<colour>': 'blue', size: 'L' } });
    expect(main).toContain('<dt>&lt;colour&gt;</dt><dd>blue</dd><dt>size</dt><dd>L</dd>');
  });
});
