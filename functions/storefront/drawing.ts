// Pictures of products that have none of their own: a calm ground, a shape, the first letter.

const hueOf = (text: string): number =>
  [...text].reduce((sum, character) => (sum * 31 + (character.codePointAt(0) ?? 0)) % 360, 7);

/** Shapes of things we sell, in a square of 100, by a word of their name. */
const shapes: readonly (readonly [word: RegExp, path: string])[] = [
  [
    /mug|cup/,
    'M25 30h38v34a8 8 0 0 1-8 8H33a8 8 0 0 1-8-8zM63 38h6a10 10 0 0 1 0 22h-6v-7h6a4 4 0 0 0 0-8h-6z',
  ],
  [
    /shirt|jacket|coat|hood|sweater|jumper/,
    'M35 25l-18 12 8 14 8-4v32h34V47l8 4 8-14-18-12c-3 8-27 8-30 0z',
  ],
  [/note|book/, 'M28 22h40a5 5 0 0 1 5 5v46a5 5 0 0 1-5 5H28zM34 22v56M42 36h22M42 46h22M42 56h14'],
  [/pen/, 'M70 20l10 10-40 40-14 4 4-14zM62 28l10 10'],
  [
    /ink|bottle/,
    'M42 22h16v12c8 4 10 8 10 16v24a5 5 0 0 1-5 5H37a5 5 0 0 1-5-5V50c0-8 2-12 10-16z',
  ],
  [/lamp|torch/, 'M38 22h24l12 26H26zM46 48h8v22h10v8H36v-8h10z'],
  [/stove/, 'M24 60h52v16H24zM34 60V46h32v14M50 40c-8-8 2-12 0-20 10 6 8 14 0 20z'],
  [/hammock/, 'M15 30c15 40 55 40 70 0M15 30v45M85 30v45M27 46l8 12M65 58l8-12'],
  [/blanket|towel|scarf/, 'M24 30h52v40H24zM24 43h52M24 57h52M42 30v40M58 30v40'],
  [/bag|pack/, 'M30 40h40l6 38H24zM40 40v-6a10 10 0 0 1 20 0v6'],
  [
    /kettle|pot|pan|teapot/,
    'M30 42h38v30a6 6 0 0 1-6 6H36a6 6 0 0 1-6-6zM36 42a13 13 0 0 1 26 0M68 50l12-6M30 52l-10-8',
  ],
  [/bowl|plate/, 'M20 46h60c0 18-13 28-30 28S20 64 20 46z'],
  [/knife|board/, 'M22 66h56v8H22zM24 58l44-30c6 8 4 20-6 30z'],
  [/socks?|shoe|boot/, 'M40 20h20v34l18 12a8 8 0 0 1-4 14H46a8 8 0 0 1-6-8z'],
  [/cap|hat|beanie/, 'M28 58a22 22 0 0 1 44 0zM22 58h56v8H22z'],
];

const shapeOf = (slug: string): string | undefined =>
  shapes.find(([word]) => word.test(slug.toLowerCase()))?.[1];

const escaped = (text: string): string => text.replace(/[&<>]/g, '');

/** An SVG of 320 × 240, the same for the same name. */
export const drawing = (slug: string): string => {
  const hue = hueOf(slug.replace(/-detail$/, ''));
  const path = shapeOf(slug);
  const letter = escaped([...slug][0] ?? '').toUpperCase();
  const thing =
    path === undefined
      ? `<text x="160" y="150" font-family="Georgia, serif" font-size="96" text-anchor="middle" fill="hsl(${hue} 35% 32%)">${letter}</text>`
      : `<path transform="translate(${slug.endsWith('-detail') ? '10 -30) scale(3' : '60 20) scale(2'})" d="${path}" fill="hsl(${hue} 45% 58%)" stroke="hsl(${hue} 40% 28%)" stroke-width="1.6" stroke-linejoin="round"/>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 240" role="img"><rect width="320" height="240" fill="hsl(${hue} 38% 91%)"/><circle cx="248" cy="60" r="92" fill="hsl(${(hue + 24) % 360} 42% 86%)"/><ellipse cx="160" cy="206" rx="92" ry="12" fill="hsl(${hue} 25% 80%)"/>${thing}</svg>`;
};
