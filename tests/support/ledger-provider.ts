// The sandbox provider's ledger behind the payment port, without HTTP: what it does when its answer is lost, it has done.
import type { Answer } from '../../functions/payments/domain/payment.ts';
import {
  type PaymentProvider,
  ProviderUnanswered,
  ProviderUnreachable,
} from '../../functions/payments/providers/provider.ts';
import type { Operation } from '../../localstack/tandem/provider/books.ts';
import type { Ledger } from '../../localstack/tandem/provider/ledger.ts';
import { Refusal } from '../../localstack/tandem/provider/refusal.ts';
import { behaviourOf } from '../../localstack/tandem/provider/tokens.ts';
import { PortFault, type Ports } from './ports.ts';

const answerOf = ({ id, status, amount, currency, reason }: Operation): Answer => {
  if (status === 'pending') return { kind: 'pending', providerReference: id };
  return status === 'succeeded'
    ? { kind: 'succeeded', amount: { amount, currency }, providerReference: id }
    : {
        kind: 'declined',
        reason: reason === 'insufficient_funds' ? reason : 'payment_declined',
      };
};

const answering = (operation: () => Operation): Answer => {
  try {
    return answerOf(operation());
  } catch (error) {
    if (error instanceof Refusal) return { kind: 'refused', reason: error.code };
    throw error;
  }
};

export const ledgerProvider = (ledger: Ledger, ports: Ports): PaymentProvider => {
  const ask = async (name: string, operation: () => Operation): Promise<Answer> => {
    try {
      return await ports.around(`provider.${name}`, async () => answering(operation));
    } catch (error) {
      if (!(error instanceof PortFault)) throw error;
      const unasked = error.message.startsWith('throttled');
      throw unasked ? new ProviderUnreachable(error) : new ProviderUnanswered(error);
    }
  };
  return {
    authorize: ({ key, orderId, amount, paymentToken }) =>
      ask('authorize', () =>
        ledger.authorize(
          { key, reference: orderId, ...amount, token: paymentToken },
          behaviourOf(paymentToken).outcome,
        ),
      ),
    capture: ({ key, authorization, amount: { amount } }) =>
      ask('capture', () => ledger.capture({ key, authorization, amount })),
    void: ({ key, authorization }) => ask('void', () => ledger.void({ key, authorization })),
    refund: ({ key, authorization, amount: { amount } }) =>
      ask('refund', () => ledger.refund({ key, authorization, amount })),
    list: async () => [],
    keyOf: async () => undefined,
    find: async ({ key }) => {
      const found = ledger.find(key);
      return ports
        .around('provider.find', async () =>
          found === undefined ? ({ kind: 'absent' } as const) : answerOf(found),
        )
        .catch((error: unknown) => {
          throw error instanceof PortFault ? new ProviderUnanswered(error) : error;
        });
    },
  };
};
