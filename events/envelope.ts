// The CloudEvents 1.0 envelope (structured JSON) every message travels in: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md
import { type Static, Type } from 'typebox';

const Id = Type.String({ pattern: '^[A-Za-z0-9._:-]{8,80}$' });

export const Envelope = Type.Object(
  {
    specversion: Type.Literal('1.0'),
    id: Id,
    source: Type.String({ minLength: 1, maxLength: 200 }),
    type: Type.String({ pattern: '^[a-z-]+\\.[a-z-]+\\.v[1-9][0-9]?$' }),
    subject: Type.String({ minLength: 1, maxLength: 200 }),
    time: Type.String({ minLength: 20, maxLength: 40 }),
    datacontenttype: Type.Literal('application/json'),
    /** Version of the aggregate the message left with; 0 where there is none. */
    sequence: Type.Integer({ minimum: 0 }),
    correlationid: Type.String({ minLength: 8, maxLength: 80 }),
    causationid: Type.String({ minLength: 8, maxLength: 80 }),
    traceparent: Type.Optional(Type.String({ maxLength: 64 })),
    data: Type.Unknown(),
  },
  { additionalProperties: false },
);

export type Envelope<Data = unknown> = Omit<Static<typeof Envelope>, 'data'> & {
  readonly data: Data;
};
