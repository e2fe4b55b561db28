// What an admin does to the catalogue over HTTP: add, change, discontinue.
import {
  changeProduct,
  createProduct,
  discontinueProduct,
} from '../../../events/http/products/products.ts';
import { type Endpoint, endpoint } from '../../../platform/http/endpoint.ts';
import { etagOf } from '../../../platform/http/precondition.ts';
import { type Clock, isoTime } from '../../../platform/kernel/clock.ts';
import { present } from '../domain/presenting.ts';
import type { Adding } from './adding.ts';
import type { Changing } from './changing.ts';
import type { CurrentProducts } from './current.ts';

export const adminEndpoints = ({
  adding,
  changing,
  current,
  clock,
}: {
  readonly adding: Adding;
  readonly changing: Changing;
  readonly current: CurrentProducts;
  readonly clock: Clock;
}): readonly Endpoint[] => [
  endpoint(createProduct, async ({ body }) => {
    const product = await adding.add(body);
    const quantities = new Map(body.variants.map((variant) => [variant.sku, variant.stock]));
    return {
      status: 201,
      headers: { etag: etagOf(product), location: `/v1/products/${product.id}` },
      body: present(product, (sku) => quantities.get(sku) ?? 0, isoTime(clock)),
    };
  }),

  endpoint(changeProduct, async ({ params, body, header }) => {
    const product = await changing.change(params.id, header('if-match'), body);
    return {
      status: 200,
      headers: { etag: etagOf(product) },
      body: present(product, await current.available(product), isoTime(clock)),
    };
  }),

  endpoint(discontinueProduct, async ({ params, header }) => {
    await changing.discontinue(params.id, header('if-match'));
    return { status: 204 };
  }),
];
