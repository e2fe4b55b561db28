// What staff sees and does: reviews of payments, and the daily reports.
import {
  closePaymentReview,
  listPaymentReports,
  listPaymentReviews,
  readPaymentReport,
} from '../../../events/http/payments.ts';
import { listUnreadablePayments } from '../../../events/http/unreadable.ts';
import {
  callerOf,
  type Endpoint,
  endpoint,
  type Request,
} from '../../../platform/http/endpoint.ts';
import { type Clock, isoTime } from '../../../platform/kernel/clock.ts';
import { AppError } from '../../../platform/kernel/errors.ts';
import { isId } from '../../../platform/kernel/ids.ts';
import { unreadableEndpoints } from '../../../platform/service/unreadable-endpoints.ts';
import type { UnreadableItems } from '../../../platform/service/unreadable-items.ts';
import type { Seals } from '../../../platform/tokens/seals.ts';
import type { KeptReport, LedgerStore } from '../ledger/ledger-store.ts';
import { parkedKey } from '../settling/parked-event-store.ts';
import type { HandlePayment } from '../settling/pursue.ts';
import type { ReviewStore } from './review-store.ts';

export interface StaffOptions {
  readonly handle: HandlePayment;
  readonly reviews: ReviewStore;
  readonly ledger: Pick<LedgerStore, 'reports' | 'report'>;
  readonly unreadable: Pick<UnreadableItems, 'list'>;
  readonly cursors: () => Promise<Seals>;
  readonly clock: Clock;
}

const pageSize = 20;

const summaryOf = ({ day, matched, differing }: KeptReport) => ({ day, matched, differing });

export const staffEndpoints = ({
  handle,
  reviews,
  ledger,
  unreadable,
  cursors,
  clock,
}: StaffOptions): readonly Endpoint[] => {
  /** One page; `positionOf` names the place of an item in its list. */
  const page = async <T>(
    request: Request<typeof listPaymentReports>,
    route: string,
    read: (options: { limit: number; after?: string }) => Promise<readonly T[]>,
    positionOf: (item: T) => string,
  ) => {
    const { limit = pageSize, cursor } = request.query;
    const binding = `${route} ${callerOf(request).subject}`;
    const sealer = await cursors();
    const after = cursor === undefined ? undefined : sealer.open<string>(cursor, binding);
    const found = await read({ limit: limit + 1, ...(after !== undefined && { after }) });
    const items = found.slice(0, limit);
    const last = items.at(-1);
    const hasMore = found.length > limit && last !== undefined;
    return { items, nextCursor: hasMore ? sealer.seal(positionOf(last), binding) : null };
  };

  return [
    endpoint(listPaymentReviews, async (request) => ({
      status: 200,
      body: await page(request, listPaymentReviews.id, reviews.list, ({ id }) => id),
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

    endpoint(listPaymentReports, async (request) => {
      const { items, ...rest } = await page(
        request,
        listPaymentReports.id,
        ledger.reports,
        ({ day }) => day,
      );
      return { status: 200, body: { items: items.map(summaryOf), ...rest } };
    }),

    endpoint(readPaymentReport, async ({ params: { day } }) => {
      const found = /^\d{4}-\d{2}-\d{2}$/.test(day) ? await ledger.report(day) : undefined;
      if (found === undefined) throw new AppError('not-found');
      return { status: 200, body: found };
    }),
    ...unreadableEndpoints(listUnreadablePayments, unreadable, cursors),
  ];
};
