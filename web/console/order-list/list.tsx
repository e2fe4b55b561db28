// All orders, and a way to place one.

import { OrderList } from './order-list.tsx';
import { PlaceForm } from './place-form.tsx';

export const Page = () => (
  <OrderList>
    <PlaceForm />
  </OrderList>
);
