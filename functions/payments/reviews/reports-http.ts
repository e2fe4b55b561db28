// The daily reports, for staff.
import { listPaymentReports, readPaymentReport } from '../../../events/http/payments.ts';
import { type Endpoint, endpoint } from '../../../platform/http/endpoint.ts';
import { AppError } from '../../../platform/kernel/errors.ts';
import type { KeptReport, LedgerStore } from '../ledger/ledger-store.ts';
import { createPage } from './page.ts';

const summaryOf = ({ day, matched, differing }: KeptReport) => ({ day, matched, differing });

export const reportEndpoints = ({
  ledger,
  cursors,
}: {
  readonly ledger: Pick<LedgerStore, 'reports' | 'report'>;
  readonly cursors: Parameters<typeof createPage>[0];
}): readonly Endpoint[] => {
  const page = createPage(cursors);
  return [
    endpoint(listPaymentReports, async (request) => {
      const { items, ...rest } = await page(request, {
        id: listPaymentReports.id,
        read: ledger.reports,
        positionOf: ({ day }) => day,
      });
      return { status: 200, body: { items: items.map(summaryOf), ...rest } };
    }),

    endpoint(readPaymentReport, async ({ params: { day } }) => {
      const found = /^\d{4}-\d{2}-\d{2}$/.test(day) ? await ledger.report(day) : undefined;
      if (found === undefined) throw new AppError('not-found');
      return { status: 200, body: found };
    }),
  ];
};
