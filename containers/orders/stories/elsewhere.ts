// What other services know of an order that is looked into: they are asked, and one that does not answer leaves a gap.
import type { OrderStory } from '../../../events/http/orders/stories.ts';
import type { PaymentStep } from '../../../events/http/payments.ts';
import { createServiceCall, type ServiceCallOptions } from '../../../platform/http/service-call.ts';

type DeadLetter = NonNullable<OrderStory['deadLetters']>[number];

export interface Elsewhere {
  /** Null where payments does not answer. */
  paymentSteps(orderId: string): Promise<PaymentStep[] | null>;
  /** What has died of the order in the queues of these services; null where one could not be looked through. */
  deadLetters(orderId: string, services: readonly string[]): Promise<DeadLetter[] | null>;
}

export const createElsewhere = ({
  url,
  ...options
}: ServiceCallOptions & {
  /** Of the public API, with its stage. */
  readonly url: string;
}): Elsewhere => {
  const askPayments = createServiceCall({ name: 'payment-steps', service: 'payments' }, options);
  const askQueues = createServiceCall({ name: 'dead-letters', service: 'dead-letters' }, options);

  const unanswered =
    (of: string) =>
    (error: unknown): null => {
      options.log.warn({ error, of }, 'a story has a gap');
      return null;
    };

  const lettersOf = async (orderId: string, service: string): Promise<DeadLetter[]> => {
    const query = new URLSearchParams({ subject: orderId });
    const letters = await askQueues<Omit<DeadLetter, 'service'> & { readonly body: string }>(
      `${url}/admin/dead-letters/${service}?${query}`,
    );
    return letters.map(({ body: _, ...letter }) => ({ service, ...letter }));
  };

  return {
    paymentSteps: (orderId) =>
      askPayments<PaymentStep>(`${url}/admin/payments/${orderId}/steps`).catch(
        unanswered('payments'),
      ),
    deadLetters: (orderId, services) =>
      Promise.all(services.map((service) => lettersOf(orderId, service)))
        .then((letters) => letters.flat())
        .catch(unanswered('dead-letters')),
  };
};
