// What a screen shows of a product or an order, and no more than goes into one small answer.
import type { MobileCard, MobileOrder } from '../../events/http/bff/mobile.ts';
import type { Order } from '../../events/http/orders/orders.ts';
import type { Product } from '../../events/http/products/products.ts';

export const mostBytes = 4_096;

/** By characters as people count them, so that none is cut in two. */
export const clip = (text: string, most: number): string => {
  const characters = [...text];
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join('')}…`;
};

const bytesOf = (body: unknown): number => Buffer.byteLength(JSON.stringify(body));

/** Takes the last items out of these lists, the first of them first, until the answer is small enough. */
export const fitted = <Body extends object>(
  body: Body,
  lists: readonly (keyof Body & string)[],
): Body => {
  let fitting = body;
  for (const name of lists) {
    while (bytesOf(fitting) > mostBytes) {
      const items = fitting[name] as readonly unknown[];
      if (items.length === 0) break;
      fitting = { ...fitting, [name]: items.slice(0, -1) };
    }
  }
  return fitting;
};

const names = 80;

/** Links that are longer than a screen's worth are left out: half of one leads nowhere. */
export const shortLinks = (links: readonly string[], most: number): string[] =>
  links.filter((link) => link.length <= 200).slice(0, most);

const isSold = ({ status }: Product['variants'][number]): boolean => status !== 'discontinued';

export const cardOf = ({ id, name, images, variants }: Product): MobileCard => {
  const sold = variants.filter(isSold);
  const [cheapest] = [...sold].sort((one, other) => one.price.amount - other.price.amount);
  return {
    id,
    name: clip(name, names),
    image: shortLinks(images, 1)[0] ?? null,
    price: cheapest?.price ?? null,
    available: sold.some(({ available }) => available > 0),
  };
};

export const variantsOf = ({ variants }: Product, most: number) =>
  variants
    .filter(isSold)
    .slice(0, most)
    .map(({ sku, name, price, available }) => ({ sku, name: clip(name, names), price, available }));

export const orderOf = ({
  id,
  status,
  reason,
  lines,
  totals,
  version,
  placedAt,
}: Order): MobileOrder => ({
  id,
  status,
  reason,
  title: clip(lines[0]?.name ?? '', 60),
  pieces: lines.reduce((sum, { quantity }) => sum + quantity, 0),
  total: totals.total,
  version,
  placedAt,
});
