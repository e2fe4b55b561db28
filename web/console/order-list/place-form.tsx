// Places an order to watch.
import { useLocation } from 'wouter-preact';
import { ActionForm, Choice } from '../parts/form.tsx';
import { cards, placeOrder } from './place.ts';

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
