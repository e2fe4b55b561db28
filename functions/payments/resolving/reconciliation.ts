// Asks the provider about every payment whose answer is overdue: about one of each page first, and about the others once one was answered.

import type { Deadlines, Due } from '../../../platform/data/deadlines.ts';
import { type Clock, isoTime } from '../../../platform/kernel/clock.ts';
import type { Causation } from '../../../platform/messaging/outgoing.ts';
import type { Log } from '../../../platform/telemetry/log.ts';
import type { PaymentState } from '../domain/payment.ts';
import { dueAt, type PaymentStore } from '../store.ts';
import type { ResolvePayment } from './resolve-payment.ts';
import type { ScheduleCheck } from './schedule-check.ts';

export interface ReconciliationOptions {
  readonly deadlines: Pick<Deadlines, 'pages' | 'put' | 'remove'>;
  readonly store: Pick<PaymentStore, 'load'>;
  readonly resolvePayment: ResolvePayment;
  /** @default the scheduled run comes back by itself */
  readonly scheduleCheck?: ScheduleCheck;
  readonly random?: () => number;
  readonly clock: Clock;
  readonly log: Log;
}

export interface Run {
  /** For the correlation of what it causes. */
  readonly id: string;
  /** Nothing is under way after this time (milliseconds since 1970). */
  readonly until: number;
  /** Asked about before the others. */
  readonly first?: { readonly orderId: string; readonly causation: Causation };
}

/** Answers how many payments were asked about. */
export type Reconcile = (run: Run) => Promise<number>;

/** A payment, and the deadline by which it was found. */
type Asked = Due | { readonly id: string };

const isDue = (asked: Asked): asked is Due => 'dueAt' in asked;

/** What came of asking: no answer is the provider's fault, nothing is not. */
type Said = 'answered' | 'unanswered' | 'nothing';

/** Payments of one shard that are taken up together. */
const pageSize = 100;
/** Below the calls that the policy lets through at once. */
const atOnce = 40;
/** The longest that the questions about one payment take. */
const longestMs = 9_000;

export const createPaymentReconciliation = ({
  deadlines,
  store,
  resolvePayment,
  scheduleCheck = async () => {},
  random = Math.random,
  clock,
  log,
}: ReconciliationOptions): Reconcile => {
  const isOverdue = (state: PaymentState) => (dueAt(state) ?? '9') <= isoTime(clock);

  /** There is always one of them for a payment that is open. */
  const moveDeadline = async (asked: Asked, state: PaymentState): Promise<void> => {
    const [was, is] = [isDue(asked) ? asked.dueAt : undefined, dueAt(state)];
    if (was === is) return;
    if (is !== undefined) await deadlines.put({ id: asked.id, dueAt: is });
    if (isDue(asked)) await deadlines.remove(asked);
  };

  const ask = async (due: Asked, { id, first }: Run, mayAsk = true): Promise<Said> => {
    const orderId = due.id;
    const causation =
      first?.orderId === orderId ? first.causation : { correlationId: id, causationId: id };
    try {
      const loaded = await store.load(orderId);
      const { state } = loaded;
      const isWanted = isOverdue(state);
      const left =
        isWanted && mayAsk ? await resolvePayment(orderId, loaded, { causation }) : state;
      await moveDeadline(due, left);
      await scheduleCheck(orderId, left, causation);
      if (!isWanted) return 'nothing';
      return isOverdue(left) ? 'unanswered' : 'answered';
    } catch (error) {
      log.error({ error, orderId }, 'payment was not reconciled');
      return 'nothing';
    }
  };

  return async (run) => {
    const isTime = () => clock.now() + longestMs <= run.until;
    let asked = 0;

    const askOne = (each: Asked): Promise<Said> => {
      asked += 1;
      return ask(each, run);
    };

    /** Does the provider answer? What cannot be read, or waits for nothing, does not tell. */
    const isAnswering = async (candidates: Asked[]): Promise<boolean> => {
      let said: Said = 'nothing';
      for (let next = candidates.shift(); next !== undefined; next = candidates.shift()) {
        said = await askOne(next);
        if (said !== 'nothing' || !isTime()) break;
      }
      return said === 'answered';
    };

    const askAll = async (others: Asked[]): Promise<void> => {
      // Applied before the work begins: the next message takes over where this run has no more time.
      if (others[0] !== undefined) await ask(others[0], run, false);
      const worker = async () => {
        for (let next = others.shift(); next !== undefined && isTime(); next = others.shift()) {
          await askOne(next);
        }
      };
      await Promise.all(Array.from({ length: atOnce }, worker));
    };

    let wanted: readonly Asked[] = run.first ? [{ id: run.first.orderId }] : [];
    let isUp = false;
    for await (const due of deadlines.pages(isoTime(clock), pageSize)) {
      const others = due.filter(({ id }) => id !== run.first?.orderId);
      // Any of them: those that the provider never answers would keep the others waiting.
      const probes = others.splice(Math.floor(random() * others.length), 1);
      const page = [...wanted, ...probes, ...others];
      wanted = [];
      isUp ||= await isAnswering(page);
      if (isUp) await askAll(page);
      if (!isTime()) break;
    }
    for (const each of wanted) await askOne(each);
    if (asked > 0) log.info({ asked }, 'payments reconciled');
    return asked;
  };
};
