// Pages of web shops in one request: /graphql, served by the web BFF.
import { Type } from 'typebox';
import { strict } from '../schemas.ts';
import { defineRoute, guestOrCustomer } from './route.ts';

/** https://spec.graphql.org/draft/#Name */
const name = '^[_A-Za-z][_0-9A-Za-z]{0,99}$';

/** Any members: a schema of its own says which, in docs/contracts/schema.graphql. */
const members = (description: string) =>
  Type.Union(
    [
      Type.Record(Type.String({ pattern: name }), Type.Unknown(), {
        additionalProperties: false,
        maxProperties: 100,
      }),
      Type.Null(),
    ],
    { description },
  );

const bodyLimit = 32 * 1024;

const documentId = Type.String({
  pattern: '^sha256:[0-9a-f]{64}$',
  description: 'In place of a text: the hash of a registered document.',
});

const operationName = Type.String({
  pattern: name,
  description: 'Which operation of the document is meant, where it has several.',
});

const GraphqlError = Type.Object(
  {
    message: Type.String(),
    path: Type.Optional(Type.Array(Type.Union([Type.String(), Type.Integer()]))),
    extensions: Type.Object({
      code: Type.String({ description: 'What programs should look at.' }),
      status: Type.Integer({ description: 'Of the problem behind it.' }),
      requestId: Type.String(),
      pointer: Type.Optional(Type.String()),
    }),
  },
  { description: 'What a part of the document was refused with.' },
);

const Answer = Type.Object({
  data: Type.Optional(members('By the fields of the document.')),
  errors: Type.Optional(Type.Array(GraphqlError)),
  extensions: Type.Optional(members('Nothing yet.')),
});

export const graphql = defineRoute({
  id: 'bff-web.graphql',
  service: 'bff-web',
  method: 'POST',
  path: '/graphql',
  summary: 'One GraphQL document, such as all that a page shows',
  notes:
    'Refusals of the document, and of parts of it, are in `errors`, each with the code that the operation behind it has; what was not refused is in `data`. Who accepts `application/graphql-response+json` is told by 400 that nothing was carried out. The guide GraphQL in docs/graphql.md has the schema and a checkout.',
  auth: guestOrCustomer,
  bodyLimit,
  requestHeaders: { 'X-Cart-Token': 'optional' },
  request: {
    body: strict({
      query: Type.Optional(Type.String({ maxLength: bodyLimit, description: 'The document.' })),
      documentId: Type.Optional(documentId),
      operationName: Type.Optional(Type.Union([operationName, Type.Null()])),
      variables: Type.Optional(members('By name.')),
      extensions: Type.Optional(members('`persistedQuery`, as some clients send a hash.')),
    }),
  },
  responses: { 200: Answer },
});

/** Members of the body of a POST, which is checked for them as well. */
const json = (description: string) =>
  Type.Optional(
    Type.String({
      maxLength: 4_096,
      format: 'json-object',
      contentMediaType: 'application/json',
      description: `${description} As JSON.`,
    }),
  );

/** https://graphql.github.io/graphql-over-http/draft/#sec-GET */
export const readRegistered = defineRoute({
  id: 'bff-web.read-registered',
  service: 'bff-web',
  method: 'GET',
  path: '/graphql',
  summary: 'A registered GraphQL document that only reads',
  notes:
    'Browsers and what stands between keep for a minute what is the same for everybody, such as a product; what is of the caller is asked for again by its ETag. A text is sent by POST, and so is a mutation.',
  auth: guestOrCustomer,
  requestHeaders: { 'If-None-Match': 'optional', 'X-Cart-Token': 'optional' },
  responseHeaders: ['ETag'],
  problems: [
    'malformed-json',
    'duplicate-member',
    'forbidden-member',
    'too-deep',
    'method-not-allowed',
  ],
  request: {
    query: strict({
      documentId: Type.Optional(documentId),
      operationName: Type.Optional(operationName),
      variables: json('By name.'),
      extensions: json('`persistedQuery`, as some clients send a hash.'),
    }),
  },
  responses: { 200: Answer, 304: null },
});
