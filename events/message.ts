// How one service speaks to another: a message contract (type, kind, data schema) and the message made from it.
import type { Static, TSchema } from 'typebox';

/** A fact is published to the topic of the service it happened in; a command goes to the one service it names. */
export type MessageKind = 'fact' | 'command';

export interface MessageContract<D extends TSchema = TSchema> {
  /** `<service>.<fact-in-past-tense>.v<N>`, or for a command `<receiver>.<verb-noun>.v<N>`. */
  readonly type: string;
  readonly kind: MessageKind;
  readonly data: D;
}

export type MessageData<C extends MessageContract> = Static<C['data']>;

/** A message that a decision asks for; the envelope is put round it when it is committed. */
export interface OutgoingMessage {
  readonly type: string;
  readonly kind: MessageKind;
  /** Id of the aggregate or person the message is about. */
  readonly subject: string;
  readonly data: unknown;
}

export const fact = <D extends TSchema>(type: string, data: D): MessageContract<D> => ({
  type,
  kind: 'fact',
  data,
});

export const command = <D extends TSchema>(type: string, data: D): MessageContract<D> => ({
  type,
  kind: 'command',
  data,
});

export const message = <C extends MessageContract>(
  contract: C,
  subject: string,
  data: MessageData<C>,
): OutgoingMessage => ({ type: contract.type, kind: contract.kind, subject, data });

/** The service a type belongs to: the one a fact happened in, or the one a command is for. */
export const serviceOf = (type: string): string => type.slice(0, type.indexOf('.'));
