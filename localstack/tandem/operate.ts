// What a person does to the running system: reads its mails, runs schedules, sends webhooks again, disturbs it.

import type { FaultControl } from '../faults/control.ts';
import { FaultRefused } from '../faults/request.ts';
import type { Scheduler } from '../scheduler/scheduler.ts';
import type { Mailbox } from '../ses/mailbox.ts';
import { named, type Route, RouteError } from './routing.ts';

export interface Operated {
  readonly mailbox: Pick<Mailbox, 'list'>;
  readonly scheduler: Pick<Scheduler, 'list' | 'runNow'>;
  readonly faults: FaultControl;
  /** Sends a webhook of the sandbox provider again; undefined where there is none. */
  readonly trigger: ((request: unknown) => Promise<unknown>) | undefined;
}

const mailsTo = ({ mailbox }: Operated, to: string | null) =>
  mailbox
    .list()
    .filter((mail) => to === null || mail.to.includes(to))
    .map((mail) => ({ ...mail, to: mail.to.join(', ') }));

export const schedulesOf = ({ scheduler }: Pick<Operated, 'scheduler'>) =>
  scheduler.list().map(({ config, nextAt }) => ({
    name: config.name,
    expression: config.expression,
    target: config.targetArn,
    enabled: config.enabled,
    nextAt: nextAt === undefined ? null : new Date(nextAt).toISOString(),
  }));

function runSchedule({ scheduler }: Operated, name: string) {
  const { name: found } = named('schedule', schedulesOf({ scheduler }), name);
  return { name: found, executionId: scheduler.runNow(found) };
}

async function trigger({ trigger: send }: Operated, body: unknown): Promise<unknown> {
  if (!send) throw new RouteError(404, 'the sandbox payment provider is not running');
  return await send(body);
}

/** Replaces the faults that are set; none when the list is empty. */
async function setFaults({ faults }: Operated, body: unknown): Promise<unknown> {
  try {
    return await faults.set(body);
  } catch (error) {
    throw error instanceof FaultRefused ? new RouteError(400, error.message) : error;
  }
}

export const operateRoutes = (operated: Operated): Route[] => [
  ['GET', /^\/_tandem\/mailbox$/, ({ query }) => mailsTo(operated, query.get('to'))],
  ['GET', /^\/_tandem\/schedules$/, () => schedulesOf(operated)],
  ['POST', /^\/_tandem\/schedules\/(.+)\/run$/, ({ name }) => runSchedule(operated, name)],
  ['POST', /^\/_tandem\/trigger$/, ({ body }) => trigger(operated, body)],
  ['GET', /^\/_tandem\/faults$/, () => operated.faults.report()],
  ['POST', /^\/_tandem\/faults$/, ({ body }) => setFaults(operated, body)],
  ['DELETE', /^\/_tandem\/faults$/, () => operated.faults.heal()],
];
