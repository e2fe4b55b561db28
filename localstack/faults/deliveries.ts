// Faults of queue deliveries: some messages come twice, late or after those sent behind them. Off costs nothing: queues are only wrapped while faults are set.
import { randomUUID } from 'node:crypto';
import type { Log } from '../cloud/cloud.ts';
import { type Fault, type FaultCount, type Faults, generator } from '../cloud/faults.ts';
import type { Messaging, Queue } from '../messaging/messaging.ts';

type Message = Parameters<Queue['enqueue']>[0];

interface Active {
  readonly fault: Fault;
  readonly draw: () => number;
  hits: number;
}

export interface DeliveryFaults {
  set(faults: readonly Fault[]): void;
  list(): FaultCount[];
}

const kinds = new Set(['duplicate', 'reorder']);
const longestMs = 1000;

export interface Disturbed {
  readonly messaging: Pick<Messaging, 'sqs'>;
  readonly log: Log;
  readonly faults: Pick<Faults, 'note'>;
}

export function createDeliveryFaults({
  messaging,
  log,
  faults: counts,
}: Disturbed): DeliveryFaults {
  const wrapped = new Set<Queue>();
  /** Messages that are being held back, so that healing lets them go at once. */
  const held = new Map<NodeJS.Timeout, () => void>();
  let active: Active[] = [];

  function later(ms: number, run: () => void): void {
    const timer = setTimeout(() => {
      held.delete(timer);
      run();
    }, ms);
    held.set(timer, run);
  }

  function meet({ fault, draw }: Active, message: Message, enqueue: (one: Message) => void) {
    const ms = fault.delayMs ?? longestMs;
    if (fault.kind === 'duplicate') {
      enqueue(message);
      const copy = { ...message, messageId: randomUUID(), approximateReceiveCount: 0 };
      later(draw() * ms, () => enqueue(copy));
    } else later(draw() * ms, () => enqueue(message));
  }

  /** From the first fault on: which messages were handled only after another consumer had had them. */
  function watch(queue: Queue): void {
    if (Object.hasOwn(queue, 'deleteMessage')) return;
    const remove = queue.deleteMessage.bind(queue);
    queue.deleteMessage = (handle) => {
      const message = queue.inflightMessages.get(handle)?.message;
      if ((message?.approximateReceiveCount ?? 0) > 1) counts.note('received again');
      return remove(handle);
    };
  }

  function wrap(queue: Queue, faults: readonly Active[]): void {
    const enqueue = queue.enqueue.bind(queue);
    wrapped.add(queue);
    queue.enqueue = (message) => {
      const struck = faults.find(({ fault, draw }) => draw() < fault.rate);
      if (!struck) {
        enqueue(message);
        return;
      }
      struck.hits += 1;
      meet(struck, message, enqueue);
    };
  }

  function heal(): void {
    // Without its own property a queue has the method of its class again.
    for (const queue of wrapped) delete (queue as { enqueue?: unknown }).enqueue;
    wrapped.clear();
    for (const [timer, run] of held) {
      clearTimeout(timer);
      run();
    }
    held.clear();
    active = [];
  }

  return {
    set(faults) {
      heal();
      active = faults
        .filter((fault) => kinds.has(fault.kind))
        .map((fault) => ({ fault, draw: generator(fault.seed ?? 1), hits: 0 }));
      if (faults.length === 0) return;
      for (const queue of messaging.sqs.allQueues()) {
        if (queue.name.endsWith('-dead-letters')) continue;
        watch(queue);
        const faultsHere = active.filter(
          ({ fault: { target } }) => target === 'sqs' || queue.name.includes(`-${target}-`),
        );
        if (faultsHere.length > 0) wrap(queue, faultsHere);
      }
      if (wrapped.size > 0)
        log.line('faults', `deliveries of ${wrapped.size} queues are disturbed`);
    },
    list: () => active.map(({ fault, hits }) => ({ ...fault, hits })),
  };
}
