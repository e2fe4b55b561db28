// The one way a command reaches a payment: with its events go the entries of the ledger and the list of reviews.

import { createCommandHandler } from '../../platform/data/command-handler.ts';
import type { Clock } from '../../platform/kernel/clock.ts';
import type { NewId } from '../../platform/kernel/ids.ts';
import { paymentDecider } from './domain/decider.ts';
import { ledgerWrites } from './ledger/ledger-store.ts';
import type { HandlePayment } from './resolving/resolve-payment.ts';
import { reviewWrites } from './reviews/review-store.ts';
import type { PaymentStore } from './store.ts';

export const createHandlePayment = (options: {
  readonly store: PaymentStore;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly attempts?: number;
}): HandlePayment => {
  const handle = createCommandHandler({ ...options, decider: paymentDecider });
  return (id, command, context) =>
    handle(id, command, {
      ...context,
      isFirst: command.type === 'authorize',
      first: ledgerWrites,
      writes: reviewWrites,
    });
};
