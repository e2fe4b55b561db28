// The payment as an aggregate.
import type { Decider } from '../../../platform/kernel/decider.ts';
import { decide } from './decide.ts';
import { evolve } from './evolve.ts';
import type { PaymentCommand, PaymentEvent, PaymentState } from './payment.ts';
import { react } from './react.ts';

export const paymentDecider: Decider<PaymentCommand, PaymentEvent, PaymentState> = {
  initial: { status: 'none' },
  decide,
  evolve,
  react,
};
