// Pieces of requests and responses that several routes share.
import { type TProperties, type TSchema, Type } from 'typebox';
import { Opaque, strict } from '../schemas.ts';

/** Paging and filters of a list route. */
export const listQuery = <P extends TProperties>(filters: P) =>
  strict({
    ...filters,
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 20 })),
    cursor: Type.Optional(Opaque),
  });

export const listOf = (item: TSchema) =>
  strict({ items: Type.Array(item), nextCursor: Type.Union([Type.String(), Type.Null()]) });

/** RFC 9457 problem details. */
export const Problem = strict({
  type: Type.String(),
  title: Type.String(),
  status: Type.Integer(),
  detail: Type.String(),
  instance: Type.String(),
  code: Type.String(),
  retryable: Type.Boolean(),
  errors: Type.Optional(
    Type.Array(strict({ pointer: Type.String(), code: Type.String(), detail: Type.String() })),
  ),
});
