// What died in the queues, as administrators see it, send it back or throw it away: /admin/dead-letters.
import { type Static, type TProperties, Type } from 'typebox';
import { strict } from '../schemas.ts';
import { admin, adminOr, defineRoute } from './route.ts';
import { idParam, listOf, orNull } from './shapes.ts';

const byService = strict({ service: idParam('Whose queues.', 'orders') });

const only = (description: string) =>
  Type.Optional(Type.String({ minLength: 1, maxLength: 200, description }));

/** All of them must fit; none fits everything. */
const filter = {
  id: only('Of the message (its envelope), or of the letter.'),
  type: only('Of the message.'),
  subject: only('The order, user … that the message is about.'),
};

const limit = (most: number, normal: number, description = 'At most so many letters.') =>
  Type.Optional(Type.Integer({ minimum: 1, maximum: most, default: normal, description }));

export const DeadLetterQueue = strict({
  service: Type.String(),
  /** As SQS knows it: about so many. */
  messages: Type.Integer(),
});
export type DeadLetterQueue = Static<typeof DeadLetterQueue>;

export const DeadLetterView = strict({
  letterId: Type.String(),
  id: orNull(Type.String()),
  type: orNull(Type.String()),
  subject: orNull(Type.String()),
  /** Last part of the name of the queue it failed in; null when it did not fail in a queue and cannot go back. */
  from: orNull(Type.String()),
  diedAt: orNull(Type.String()),
  /** How often it was tried. */
  receives: Type.Integer(),
  /** Why it died; null when its consumer ended before it could say. */
  reason: orNull(Type.String()),
  /** As it was sent. */
  body: Type.String(),
});
export type DeadLetterView = Static<typeof DeadLetterView>;

export const listDeadLetterQueues = defineRoute({
  id: 'dead-letters.list-queues',
  service: 'dead-letters',
  method: 'GET',
  path: '/admin/dead-letters',
  summary: 'Every dead-letter queue and how much is in it',
  auth: admin,
  request: {},
  responses: { 200: listOf(DeadLetterQueue) },
});

export const listDeadLetters = defineRoute({
  id: 'dead-letters.list',
  service: 'dead-letters',
  method: 'GET',
  path: '/admin/dead-letters/{service}',
  summary: 'What died in the queues of a service, and why; they stay where they are',
  auth: adminOr('stories:read'),
  request: { params: byService, query: strict({ ...filter, limit: limit(100, 20) }) },
  responses: { 200: strict({ items: Type.Array(DeadLetterView), more: Type.Boolean() }) },
});

const change = <B extends TProperties, A extends TProperties>(
  name: string,
  summary: string,
  body: B,
  answer: A,
) =>
  defineRoute({
    id: `dead-letters.${name}`,
    service: 'dead-letters',
    method: 'POST',
    path: `/admin/dead-letters/{service}/${name}`,
    summary,
    auth: admin,
    request: { params: byService, body: strict({ ...filter, limit: limit(1000, 100), ...body }) },
    responses: { 200: strict({ ...answer, more: Type.Boolean() }) },
  });

/** Safe to repeat: what was handled before is refused by the inbox. */
export const redriveDeadLetters = change(
  'redrive',
  'Send dead letters back to the queue they failed in, slowly',
  { perSecond: limit(50, 10, 'So many a second.') },
  {
    redriven: Type.Integer(),
    /** Those that did not fail in a queue; they stay. */
    skipped: Type.Integer(),
  },
);

/** Either a filter or `all` must be given. */
export const purgeDeadLetters = change(
  'purge',
  'Throw dead letters away for good',
  { all: Type.Optional(Type.Literal(true)) },
  { purged: Type.Integer() },
);
