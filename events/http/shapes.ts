// Pieces of requests and responses that several routes share.
import { type TProperties, type TSchema, Type } from 'typebox';
import { strict } from '../schemas.ts';

const Cursor = Type.String({
  description: '`nextCursor` of the page before this one; good for the same query only.',
});

/** Ids that are not in their format are 404 without a call, so the contract takes any short text. */
export const idParam = (description: string, example: string) =>
  Type.String({ maxLength: 200, description, examples: [example] });

/** The path of what has an id. */
export const byId = (description: string, example: string) =>
  strict({ id: idParam(description, example) });

/** Paging and filters of a list route. */
export const listQuery = <P extends TProperties>(filters: P) =>
  strict({
    ...filters,
    limit: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 100,
        default: 20,
        description: 'At most so many items.',
      }),
    ),
    cursor: Type.Optional(Cursor),
  });

export const listOf = (item: TSchema) =>
  strict({
    items: Type.Array(item),
    nextCursor: Type.Union([Type.String(), Type.Null()], {
      description: '`cursor` of the next page; null on the last one.',
    }),
  });

export const InputFault = strict({
  pointer: Type.String({ description: 'JSON Pointer (RFC 6901) to the member.' }),
  code: Type.String(),
  detail: Type.String(),
});

export const Problem = strict(
  {
    type: Type.String({ description: 'Absolute and stable, one for each code.' }),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.String({ description: 'One sentence about this very case.' }),
    instance: Type.String({ description: 'The request, by its id.' }),
    code: Type.String({ description: 'What programs should look at.' }),
    retryable: Type.Boolean({ description: 'The same request may succeed later.' }),
    errors: Type.Optional(Type.Array(InputFault)),
  },
  { description: 'Problem details (RFC 9457).' },
);

/** https://www.rfc-editor.org/rfc/rfc6749#section-5.2 */
export const OAuthError = strict({
  error: Type.String({ examples: ['invalid_client'] }),
  error_description: Type.Optional(Type.String()),
});

/** A member that is always there, and null where there is nothing to say. */
export const orNull = <S extends Parameters<typeof Type.Union>[0][number]>(schema: S) =>
  Type.Union([schema, Type.Null()]);
