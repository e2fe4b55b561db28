// Another address for an order that has not left, within the country that its prices were made for.
import type { Decision } from '../../../../platform/kernel/decider.ts';
import { AppError } from '../../../../platform/kernel/errors.ts';
import { checkedAddress } from '../address/address.ts';
import type { ChangeAddress } from '../commands.ts';
import type { OrderEvent } from '../events.ts';
import type { OrderState } from '../order.ts';
import { taxRuleFor } from '../pricing/tax.ts';
import { invalidState, placedAndVisible } from './guards.ts';

const changeable: readonly string[] = ['pending_stock', 'pending_payment', 'confirmed'];

/** An order is read and told with all that has happened to it. */
const mostChanges = 100;

const refuse = (pointer: string, detail: string): never => {
  throw new AppError('validation-failed', { errors: [{ pointer, code: 'fixed', detail }] });
};

/** Throws `validation-failed` where tax would be another, and `invalid-state`. */
export const changeAddress = (
  { at, actor, shippingAddress: written }: ChangeAddress,
  state: OrderState,
): Decision<OrderEvent> => {
  const placed = placedAndVisible(state, actor);
  const { status, order } = placed;
  if (!changeable.includes(status) || order.erasure !== undefined) {
    throw invalidState(placed, 'sent elsewhere');
  }
  const number = (order.addressChanges ?? 0) + 1;
  if (number > mostChanges) {
    const detail = `The address of an order is changed at most ${mostChanges} times.`;
    throw new AppError('invalid-state', { detail });
  }
  const shippingAddress = checkedAddress(written, '');
  const before = order.shippingAddress;
  if (shippingAddress.country !== before.country) {
    return refuse('/country', `The order was priced for ${before.country}.`);
  }
  const [rule, was] = [taxRuleFor(shippingAddress), taxRuleFor(before)];
  if (rule.rate !== was.rate || rule.coversShipping !== was.coversShipping) {
    return refuse('/region', 'The order was priced for a region with another tax.');
  }
  return [{ type: 'address-changed', at, shippingAddress, number }];
};
