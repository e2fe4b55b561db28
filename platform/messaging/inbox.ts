// What a service does with the messages in its inbox: checked against their contracts, then handled; a duplicate is ignored with a reason.
import type { TSchema } from 'typebox';
import { Envelope } from '../../events/envelope.ts';
import type { MessageContract, MessageData } from '../../events/message.ts';
import { AppError, type InputError } from '../kernel/errors.ts';
import type { Log } from '../telemetry/log.ts';
import type { Metrics } from '../telemetry/prometheus.ts';
import type { Tracer } from '../telemetry/trace.ts';
import { processTracer } from '../telemetry/tracer.ts';
import { faultsOf } from '../validation/validation.ts';
import type { Causation } from './outgoing.ts';

export interface Incoming<Data = unknown> {
  readonly envelope: Omit<Envelope, 'data'>;
  /** What the handler has said that it reads, and nothing else. */
  readonly data: Data;
  /** For what this message causes. */
  readonly causation: Causation;
  readonly log: Log;
}

/** What came of a message, for its log line. */
export type Handled =
  | { readonly kind: 'done' }
  | { readonly kind: 'ignored'; readonly reason: string };

export const done: Handled = { kind: 'done' };

export const ignored = (reason: string): Handled => ({ kind: 'ignored', reason });

/** Members of the data; or all of it, which is passed on as it came. */
export type Reads = readonly string[] | 'whole';

export interface MessageHandler {
  readonly contract: MessageContract;
  /** A sender that changes one of these changes this reader's world. */
  readonly reads: Reads;
  readonly handle: (incoming: Incoming<never>) => Promise<Handled>;
}

type Member<C extends MessageContract> = keyof MessageData<C> & string;

export const on = <C extends MessageContract, K extends Member<C>>(
  contract: C,
  reads: readonly K[],
  handle: (incoming: Incoming<Pick<MessageData<C>, K>>) => Promise<Handled>,
): MessageHandler => ({ contract, reads, handle: handle as MessageHandler['handle'] });

/** For a round that comes again anyway: while one is under way in this process the next is ignored, and leaves the places of the queue to other messages. */
export const alone = <I>(handle: (incoming: I) => Promise<Handled>) => {
  let isBusy = false;
  return async (incoming: I): Promise<Handled> => {
    if (isBusy) return ignored('one is under way');
    isBusy = true;
    try {
      return await handle(incoming);
    } finally {
      isBusy = false;
    }
  };
};

/** For who passes a message on, and knows nothing of what is in it. */
export const onWhole = <C extends MessageContract>(
  contract: C,
  handle: (incoming: Incoming<MessageData<C>>) => Promise<Handled>,
): MessageHandler => ({ contract, reads: 'whole', handle: handle as MessageHandler['handle'] });

/** So what a reader says of itself is true: it is handed no more. */
const readBy = ({ reads }: MessageHandler, data: unknown): unknown =>
  reads === 'whole'
    ? data
    : Object.fromEntries(
        Object.entries(data as object).filter(([member]) => reads.includes(member)),
      );

/** Handles one message body; throws for what the queue must deliver again, or at last put aside. */
export type Inbox = (body: string) => Promise<Handled>;

/** A message nobody here can ever handle: after its deliveries it rests in the dead-letter queue with this reason in the log. */
export class UnreadableMessage extends Error {
  constructor(reason: string) {
    super(`unreadable message: ${reason}`);
    this.name = 'UnreadableMessage';
  }
}

/** The first fault; a newer sender may say more than this reader knows. */
const faultOf = (schema: TSchema, value: unknown): InputError | undefined =>
  faultsOf(schema, value).find(({ code }) => code !== 'unknown-member');

const parse = (body: string): Envelope => {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    throw new UnreadableMessage('not JSON');
  }
  const fault = faultOf(Envelope, value);
  if (fault) throw new UnreadableMessage(`envelope ${fault.pointer} ${fault.detail}`);
  return value as Envelope;
};

export interface InboxOptions {
  /** @default that of the process */
  readonly tracer?: Tracer;
  /** @default nobody is told */
  readonly handled?: Metrics['handled'];
}

export const createInbox = (
  handlers: readonly MessageHandler[],
  log: Log,
  { tracer = processTracer(), handled: count = () => {} }: InboxOptions = {},
): Inbox => {
  const byType = new Map(handlers.map((handler) => [handler.contract.type, handler]));

  const read = (body: string) => {
    const envelope = parse(body);
    const handler = byType.get(envelope.type);
    if (handler === undefined) throw new UnreadableMessage(`unknown type ${envelope.type}`);
    const fault = faultOf(handler.contract.data, envelope.data);
    if (fault) throw new UnreadableMessage(`${envelope.type} ${fault.pointer} ${fault.detail}`);
    return { envelope, handler };
  };

  const handle = ({ envelope, handler }: ReturnType<typeof read>) => {
    const line = log.child({
      messageId: envelope.id,
      type: envelope.type,
      subject: envelope.subject,
      correlationId: envelope.correlationid,
    });
    const { data: all, ...about } = envelope;
    const { correlationid: correlationId, id: causationId, traceparent: parent } = about;
    const data = readBy(handler, all);
    const attributes = {
      'messaging.system': 'aws_sqs',
      'messaging.message.id': envelope.id,
      subject: envelope.subject,
    };
    const links = parent === undefined ? [] : [parent];
    return tracer.trace(
      { name: envelope.type, kind: 'consumer', parent, correlationId, attributes, links },
      async (traceparent = parent) => {
        const causation = {
          correlationId,
          causationId,
          ...(traceparent === undefined ? {} : { traceparent }),
        };
        const incoming = { envelope: about, data, causation, log: line } as Incoming<never>;
        const result = await finalErrorsIgnored(() => handler.handle(incoming));
        line.info(result, 'message handled');
        return result;
      },
      ({ kind }) => ({ failed: false, attributes: { outcome: kind } }),
    );
  };

  return async (body) => {
    let type: string | undefined;
    try {
      const message = read(body);
      type = message.envelope.type;
      const handled = await handle(message);
      count(type, handled.kind);
      return handled;
    } catch (error) {
      count(type, type === undefined ? 'unreadable' : 'failed');
      throw error;
    }
  };
};

/** A domain error is final: delivering the message again would only refuse it again. */
const finalErrorsIgnored = async (handle: () => Promise<Handled>): Promise<Handled> => {
  try {
    return await handle();
  } catch (error) {
    if (error instanceof AppError && error.status < 500) {
      return ignored(`${error.code}: ${error.message}`);
    }
    throw error;
  }
};
