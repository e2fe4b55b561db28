// Products with their prices, and the stock of one SKU with its ledger.
import type { Static } from 'typebox';
import { Link } from 'wouter-preact';
import type { Movement, Stock } from '../../../events/http/products/inventory.ts';
import type { Product, Variant } from '../../../events/http/products/products.ts';
import { change } from '../data/calls.ts';
import { useApi } from '../data/queries.ts';
import { useChoices } from '../parts/choose.ts';
import { ActionForm, Field } from '../parts/form.tsx';
import { count, money } from '../parts/format.ts';
import { SearchBox } from '../parts/search.tsx';
import { Age, Badge, Facts } from '../parts/show.tsx';
import { Loaded } from '../parts/state.tsx';
import { type Column, Table } from '../parts/table.tsx';

interface Row {
  readonly product: Product;
  readonly variant: Variant;
}

const columns: readonly Column<Row>[] = [
  {
    name: 'SKU',
    cell: ({ variant }) => (
      <Link href={`/catalogue?sku=${encodeURIComponent(variant.sku)}`} class="id">
        {variant.sku}
      </Link>
    ),
  },
  { name: 'Product', cell: ({ product }) => product.name, class: 'long' },
  { name: 'Variant', cell: ({ variant }) => variant.name, class: 'long' },
  { name: 'Category', cell: ({ product }) => product.category },
  { name: 'Price', cell: ({ variant }) => money(variant.price), class: 'number' },
  { name: 'Available', cell: ({ variant }) => count(variant.available), class: 'number' },
  {
    name: 'State',
    cell: ({ product, variant }) => <Badge state={variant.status ?? product.status} />,
  },
];

type Moved = Static<typeof Movement>;

const movements: readonly Column<Moved>[] = [
  { name: 'No.', cell: ({ number }) => number, class: 'number' },
  { name: 'Kind', cell: ({ kind }) => kind },
  { name: 'On hand', cell: ({ onHand }) => signed(onHand), class: 'number' },
  { name: 'Reserved', cell: ({ reserved }) => signed(reserved), class: 'number' },
  {
    name: 'Why',
    cell: ({ orderId, reason }) =>
      orderId ? (
        <Link href={`/orders/${orderId}`} class="id">
          {orderId}
        </Link>
      ) : (
        reason
      ),
    class: 'long',
  },
  { name: 'When', cell: ({ at }) => <Age time={at} />, class: 'number' },
];

const signed = (value: number): string => (value > 0 ? `+${count(value)}` : count(value));

const StockOf = ({ sku }: { sku: string }) => {
  const path = `/inventory/${encodeURIComponent(sku)}`;
  return (
    <section class="panel" aria-label={`Stock of ${sku}`}>
      <div class="head">
        <h2>{sku}</h2>
        <ActionForm
          title="Adjust"
          verb="Adjust"
          act={({ delta, reason }) =>
            change('POST', `${path}/adjustments`, { delta: Number(delta), reason })
          }
        >
          <Field label="Pieces, fewer with a minus" name="delta" type="number" />
          <Field label="Reason" name="reason" value="counted" />
        </ActionForm>
      </div>
      <Loaded query={useApi<Static<typeof Stock>>(path)}>
        {({ onHand, reserved, available }) => (
          <Facts
            of={[
              ['On hand', count(onHand)],
              ['Reserved', count(reserved)],
              ['Available', count(available)],
            ]}
          />
        )}
      </Loaded>
      <Loaded query={useApi<{ items: Moved[] }>(`${path}/movements?limit=50`)}>
        {({ items }) => (
          <Table
            caption="Movements"
            rows={items}
            columns={movements}
            keyOf={({ number }) => String(number)}
            empty="It has not moved yet."
          />
        )}
      </Loaded>
    </section>
  );
};

export const Page = () => {
  const { chosen, choose } = useChoices();
  const q = chosen('q');
  const sku = chosen('sku');
  const query = useApi<{ items: Product[] }>(
    `/products?limit=100${q && `&q=${encodeURIComponent(q)}`}`,
  );
  return (
    <>
      <div class="head">
        <h1>Catalogue and stock</h1>
        <SearchBox label="Products" value={q} onType={(text) => choose({ q: text }, true)} />
      </div>
      {sku !== '' && <StockOf key={sku} sku={sku} />}
      <Loaded query={query}>
        {({ items }) => (
          <Table
            caption="Variants"
            rows={items.flatMap((product) =>
              product.variants.map((variant) => ({ product, variant })),
            )}
            columns={columns}
            keyOf={({ variant }) => variant.sku}
            empty="No product fits."
          />
        )}
      </Loaded>
    </>
  );
};
