// Products with their prices, and the stock of one SKU.
import { Link } from 'wouter-preact';
import type { Product } from '../../../events/http/products/products.ts';
import { useApi } from '../data/queries.ts';
import { useChoices } from '../parts/choose.ts';
import { count, money } from '../parts/format.ts';
import { SearchBox } from '../parts/search.tsx';
import { Badge } from '../parts/show.tsx';
import { type Column, LoadedTable } from '../parts/table.tsx';
import { Edit } from './edit.tsx';
import { Import } from './import.tsx';
import { type ProductRow, stateOf } from './product-change.ts';
import { StockOf } from './stock.tsx';

const columns: readonly Column<ProductRow>[] = [
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
    cell: (row) => <Badge state={stateOf(row)} />,
  },
  { name: 'Do', cell: (row) => <Edit row={row} /> },
];

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
      <Import />
      {sku !== '' && <StockOf key={sku} sku={sku} />}
      <LoadedTable
        query={query}
        caption="Variants"
        rows={({ items }) =>
          items.flatMap((product) => product.variants.map((variant) => ({ product, variant })))
        }
        columns={columns}
        keyOf={({ variant }) => variant.sku}
        empty="No product fits."
      />
    </>
  );
};
