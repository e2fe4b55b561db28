// The files of the shop: which there are, and the drawings of what has no picture.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openShop, type Shop } from '../support/shop-pages.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.stop());

const pictureOf = (name: string) => shop.get(`/images/products/${encodeURIComponent(name)}`);

it.each(['/assets/constructor', '/assets/config.ts', '/assets/..%2Fshop.css'])(
  '%s is no file',
  async (path) => {
    expect((await shop.get(path)).status).toBe(404);
  },
);

it.each(['mug.png', '.svg', `${'x'.repeat(101)}.svg`, 'a.b.svg', 'a<b.svg'])(
  '%s is no picture',
  async (name) => {
    expect((await pictureOf(name)).status).toBe(404);
  },
);

it.each(['Mug.svg', `${'x'.repeat(100)}.svg`])('%s is a picture to be kept', async (name) => {
  const { status, headers, body } = await pictureOf(name);
  expect([status, headers['content-type'], headers['cache-control']]).toEqual([
    200,
    'image/svg+xml',
    'public, max-age=86400',
  ]);
  expect(body).toMatch(/^<svg/);
});

describe('a drawing', () => {
  const drawn = async (name: string) =>
    (await shop.get(`/images/products/${encodeURIComponent(name)}.svg`)).body;
  const hues = (svg: string) => [...svg.matchAll(/hsl\((\d+) /g)].map(([, hue]) => Number(hue));

  it('is the same for the same name, the ground beside the light', async () => {
    expect(await drawn('mug')).toBe(await drawn('mug'));
    expect(hues(await drawn('mug'))).toEqual([216, 240, 216, 216, 216]);
    for (const hue of hues(await drawn('äöü-long-name-of-a-thing'))) expect(hue).toBeLessThan(360);
  });

  it.each([
    ['Cup-of-clay', 'M25 30'],
    ['rain-JACKET', 'M35 25'],
    ['notebook', 'M28 22'],
    ['fountain-pen', 'M70 20'],
    ['bottle', 'M42 22'],
    ['torch', 'M38 22'],
    ['stove', 'M24 60'],
    ['hammock', 'M15 30'],
    ['scarf', 'M24 30'],
    ['backpack', 'M30 40'],
    ['kettle', 'M30 42'],
    ['bowl', 'M20 46'],
    ['knife', 'M22 66'],
    ['boots', 'M40 20'],
    ['beanie', 'M28 58'],
  ])('of %s is of the thing', async (name, path) => {
    expect(await drawn(name)).toContain(`translate(60 20) scale(2)" d="${path}`);
  });

  it('of a detail is nearer, in the colours of the whole', async () => {
    const [whole, detail] = [await drawn('mug'), await drawn('mug-detail')];
    expect(detail).toContain('translate(10 -30) scale(3)');
    expect(hues(detail)).toEqual(hues(whole));
  });

  it.each([
    ['sofa', 'S'],
    ['ökostuhl', 'Ö'],
    ['𝒜bc', '𝒜'],
  ])('of %s is its first letter', async (name, letter) => {
    expect(await drawn(name)).toContain(`>${letter}</text>`);
  });
});
