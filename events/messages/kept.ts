// Facts as the archive keeps them, without personal data: no more than what readers of both ways need (docs/decisions/0147).
import { fact } from '../message.ts';
import { Money, OrderId, strict } from '../schemas.ts';
import { orderConfirmed } from './orders.ts';

export const keptOrderConfirmed = fact(
  orderConfirmed.type,
  strict({ order: strict({ orderId: OrderId, total: Money }) }),
);
