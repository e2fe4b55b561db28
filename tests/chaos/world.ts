// The shop before the storm: the plan's SKUs with their stock.
import { admin, type Shop } from '../support/shop.ts';
import type { Plan } from './plan.ts';

const perProduct = 10;

export const openShop = async (shop: Shop, { skus }: Plan): Promise<void> => {
  const token = await shop.tokenOf(admin);
  const variants = [...skus].map(([sku, stock], index) => ({
    sku,
    name: sku,
    price: { amount: 500 + (index % 40) * 25, currency: 'EUR' },
    stock,
  }));
  for (let at = 0; at < variants.length; at += perProduct) {
    const { status, text } = await shop.call('POST', '/products', {
      token,
      body: {
        name: `Chaos ${at}`,
        description: 'Made by a chaos run.',
        category: 'kitchen',
        variants: variants.slice(at, at + perProduct),
      },
    });
    if (status !== 201) throw new Error(`product ${at}: ${status} ${text}`);
  }
};
