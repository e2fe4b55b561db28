// Ways from the list to one order: by its id, or by placing it.
import { useState } from 'preact/hooks';
import { useLocation } from 'wouter-preact';
import { ActionForm, Choice } from '../parts/form.tsx';
import { SearchBox } from '../parts/search.tsx';
import { cards, placeOrder } from './place.ts';

/** Goes straight to the order whose id is typed. */
export const Search = () => {
  const [, navigate] = useLocation();
  const [typed, setTyped] = useState('');
  const go = () => typed.trim() !== '' && navigate(`/orders/${encodeURIComponent(typed.trim())}`);
  return <SearchBox label="Order id" value={typed} onType={setTyped} onEnter={go} />;
};

export const PlaceForm = () => {
  const [, navigate] = useLocation();
  return (
    <ActionForm
      title="Place an order"
      verb="Place"
      act={async ({ card = '' }) => navigate(`/orders/${await placeOrder(card)}`)}
    >
      <p class="soft">One blue mug for the seeded customer, paid with</p>
      <Choice label="Card" name="card" options={cards} />
    </ActionForm>
  );
};
