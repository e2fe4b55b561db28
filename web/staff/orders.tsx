// All orders, as staff find them.
import { OrderList } from '../console/order-list/order-list.tsx';

export const Page = () => <OrderList />;
