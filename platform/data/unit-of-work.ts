// For services that keep state without events: their writes, and the outbox, inbox and idempotency records, in one transaction.
import type { OutgoingMessage } from '../../events/message.ts';
import { type Clock, epochSeconds, isoTime } from '../kernel/clock.ts';
import type { NewId } from '../kernel/ids.ts';
import { address, type Causation } from '../messaging/outgoing.ts';
import { effectWrites, type Idempotency, idempotencyWrite } from './records.ts';
import type { Table, Write } from './table.ts';

export interface Work {
  /** Partition of the aggregate that speaks; its outbox item lives there. */
  readonly pk: string;
  readonly writes: readonly Write[];
  readonly messages?: readonly OutgoingMessage[];
  readonly causation: Causation;
  /** Version of the aggregate after the work, where it has one. */
  readonly sequence?: number;
  readonly messageId?: string;
  readonly idempotency?: Idempotency;
}

/** Throws AlreadyProcessed, KeyTaken, or what the first refused write means; then nothing was written. */
export type CommitWork = (work: Work) => Promise<void>;

export const createUnitOfWork =
  ({
    table,
    source,
    clock,
    newId,
  }: {
    readonly table: Table;
    readonly source: string;
    readonly clock: Clock;
    readonly newId: NewId;
  }): CommitWork =>
  async ({ pk, writes, messages = [], causation, sequence = 0, messageId, idempotency }) => {
    const time = isoTime(clock);
    const addressed = messages.map((outgoing) =>
      address(outgoing, { id: newId('msg'), source, time, sequence, causation }),
    );
    await table.transact([
      ...effectWrites({ pk, version: newId('out'), messageId, messages: addressed, clock }),
      ...(idempotency === undefined ? [] : [idempotencyWrite(idempotency, epochSeconds(clock))]),
      ...writes,
    ]);
  };
