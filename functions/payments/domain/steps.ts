// The steps of a payment as they are told: how often the provider was asked, and what it has said.
import type { PaymentStep } from '../../../events/http/payments.ts';
import type { Payment, PaymentEvent } from './payment.ts';

type Answered = Extract<PaymentEvent, { readonly type: `step-${string}`; readonly key: string }>;

const isAnswer = (event: PaymentEvent): event is Answered =>
  event.type.startsWith('step-') && event.type !== 'step-requested';

const errorOf = (answer: Answered | undefined): string | null => {
  if (answer?.type === 'step-failed') return answer.reason;
  return answer?.type === 'step-unknown' ? 'the provider has not answered' : null;
};

export const stepsOf = (
  { steps }: Pick<Payment, 'steps'>,
  events: readonly PaymentEvent[],
): PaymentStep[] =>
  steps.map(({ kind, key, id, amount, progress, requestedAt, checkAt }) => {
    const answers = events.filter(isAnswer).filter((answer) => answer.key === key);
    const last = answers.at(-1);
    const endedAt = checkAt === null ? (last?.at ?? null) : null;
    return {
      kind,
      id: id === '' ? null : id,
      amount,
      progress,
      requestedAt,
      endedAt,
      durationMs: endedAt === null ? null : Date.parse(endedAt) - Date.parse(requestedAt),
      attempts: answers.length,
      nextTryAt: checkAt,
      lastError: errorOf(last),
    };
  });
