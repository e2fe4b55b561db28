// Reviews of payments, for staff.
import { closePaymentReview, listPaymentReviews } from '../../../events/http/payments.ts';
import { callerOf, type Endpoint, endpoint } from '../../../platform/http/endpoint.ts';
import { type Clock, isoTime } from '../../../platform/kernel/clock.ts';
import { AppError } from '../../../platform/kernel/errors.ts';
import { isId } from '../../../platform/kernel/ids.ts';
import { parkedKey } from '../resolving/parked-event-store.ts';
import type { HandlePayment } from '../resolving/resolve-payment.ts';
import { createPage } from './page.ts';
import type { ReviewStore } from './review-store.ts';

export const reviewEndpoints = ({
  handle,
  reviews,
  cursors,
  clock,
}: {
  readonly handle: HandlePayment;
  readonly reviews: ReviewStore;
  readonly cursors: Parameters<typeof createPage>[0];
  readonly clock: Clock;
}): readonly Endpoint[] => {
  const page = createPage(cursors);
  return [
    endpoint(listPaymentReviews, async (request) => ({
      status: 200,
      body: await page(request, {
        id: listPaymentReviews.id,
        read: reviews.list,
        positionOf: ({ id }) => id,
      }),
    })),

    endpoint(closePaymentReview, async (request) => {
      const { id } = request.params;
      const { subject: actor } = callerOf(request);
      const closure = { ...request.body, actor };
      if (isId('ord', id)) {
        const command = { type: 'close-review', ...closure, at: isoTime(clock) } as const;
        await handle(id, command, { causation: request.causation });
      } else if (isId('pev', id)) await reviews.close(id, parkedKey(id), closure);
      else throw new AppError('not-found');
      request.log.info({ audit: { event: 'review-closed', actor, target: id } }, 'audit');
      return { status: 204 };
    }),
  ];
};
