// Name, price and state of a variant; refused where somebody has changed the product meanwhile.
import { callApi } from '../data/calls.ts';
import { ActionForm, Choice, Field } from '../parts/form.tsx';
import { type ProductRow, productChange, stateOf, states } from './product-change.ts';

const save = async (row: ProductRow, values: Record<string, string>): Promise<void> => {
  const body = productChange(row, values);
  if (Object.keys(body).length === 0) return;
  const { id, version } = row.product;
  const headers = { 'if-match': `"${version}"` };
  await callApi('PATCH', `/products/${encodeURIComponent(id)}`, { body, headers });
};

export const Edit = ({ row }: { row: ProductRow }) => {
  const { product, variant } = row;
  const state = stateOf(row);
  return (
    <ActionForm title="Edit" verb="Save" act={(values) => save(row, values)}>
      <Field label="Product" name="name" value={product.name} />
      <Field label="Variant" name="variantName" value={variant.name} />
      <Field
        label={`Price in the smallest unit of ${variant.price.currency}`}
        name="price"
        type="number"
        min={0}
        value={String(variant.price.amount)}
      />
      <Choice
        label="State"
        name="status"
        options={[state, ...states.filter((other) => other !== state)]}
      />
    </ActionForm>
  );
};
