// A message contract as documents show it: in its envelope, as an example, as merchants are sent it.
import { Envelope } from '../../events/envelope.ts';
import type { MessageContract } from '../../events/message.ts';
import { sample } from './sample.ts';

const id = '0198f3a2-7c41-7d5e-9b1a-4f6e2c8d0a11';
const time = '2026-01-31T12:00:00.000Z';

const dataOf = ({ data }: MessageContract) => sample(data as unknown as Record<string, unknown>);

/** As it travels between services. */
export const exampleMessage = (contract: MessageContract, source: string): Envelope => ({
  specversion: '1.0',
  id,
  source,
  type: contract.type,
  subject: 'ord_0198f3a27c417d5e9b1a4f6e2c8d0a11',
  time,
  datacontenttype: 'application/json',
  sequence: 1,
  correlationid: 'checkout-7f3c91d2',
  causationid: 'checkout-7f3c91d2',
  data: dataOf(contract),
});

/** The envelope with the data of one message. */
export const envelopeOf = ({ type, data }: MessageContract): object => ({
  ...Envelope,
  properties: { ...Envelope.properties, type: { type: 'string', const: type }, data },
});

/** As a merchant is sent it. */
export const webhookBody = ({ type, data }: MessageContract): object => ({
  type: 'object',
  required: ['id', 'type', 'timestamp', 'data'],
  properties: {
    id: { type: 'string', description: 'The same for every attempt: the event, not the delivery.' },
    type: { type: 'string', const: type },
    timestamp: { type: 'string', format: 'date-time', description: 'When it happened.' },
    data,
  },
});

export const webhookExample = (contract: MessageContract): object => ({
  id,
  type: contract.type,
  timestamp: time,
  data: dataOf(contract),
});
