// The public API as OpenAPI 3.1, made from the contracts: https://spec.openapis.org/oas/v3.1.1.html
import { readFileSync } from 'node:fs';
import { chapters, routesOf } from '../../../events/http/api.ts';
import { requestHeaders, responseHeaders } from '../../../events/http/headers.ts';
import * as shapes from '../../../events/http/shapes.ts';
import { words, wordsOf } from '../../../events/http/words.ts';
import { outboundEventTypes } from '../../../events/messages/webhooks.ts';
import { type ErrorCode, problems } from '../../../events/problems.ts';
import * as schemas from '../../../events/schemas.ts';
import { webhookBody, webhookExample } from '../message-shapes.ts';
import { messageModules, messageOf } from '../messages.ts';
import { type NamedSchemas, namedSchemas } from '../named-schemas.ts';
import { headerObject, operation } from './operation.ts';
import { exampleOf } from './refusals.ts';
import { problemResponse } from './responses.ts';

/** What a client may be allowed. */
const scopes = {
  'inventory:read': 'Read stock and its ledger.',
  'inventory:write': 'Read and correct stock.',
  'orders:fulfil': 'Read orders, ship them, take returns and refund.',
  'webhooks:manage': 'Keep webhook endpoints and send deliveries again.',
  'users:find': 'Find an account by its address; for our own services only.',
  'catalogue:quote': 'Read prices for placing orders; for our own services only.',
};

const securitySchemes = {
  accessToken: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'The `accessToken` of `POST /auth/login`.',
  },
  clientCredentials: {
    type: 'oauth2',
    description: 'For programs, registered by an administrator.',
    flows: { clientCredentials: { tokenUrl: '/v1/oauth/token', scopes } },
  },
  clientSecret: {
    type: 'http',
    scheme: 'basic',
    description: 'Id and secret of the client; or `client_id` and `client_secret` in the body.',
  },
};

/** For every operation, so it stands once at each path. */
const requestId = {
  name: 'X-Request-Id',
  in: 'header',
  required: false,
  ...headerObject(requestHeaders['X-Request-Id']),
};

/** The guides, from the second heading on: the first is the title. */
const guides = (): string =>
  readFileSync(new URL('../../../docs/api.md', import.meta.url), 'utf8').replace(/^# .*\n+/, '');

const signed = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => ({
  name,
  in: 'header',
  required: true,
  description: 'As Standard Webhooks has it: https://www.standardwebhooks.com',
  schema: { type: 'string' },
}));

/** What merchants are sent. */
const webhooks = (refer: NamedSchemas['refer']): object =>
  Object.fromEntries(
    outboundEventTypes.map((type) => {
      const contract = messageOf(type);
      const post = {
        operationId: `merchant.${type}`,
        summary: type,
        description:
          'Sent to each endpoint that has subscribed to it, until it is answered with 2xx.',
        tags: ['Webhooks'],
        security: [],
        parameters: signed,
        requestBody: {
          description: 'Verify the signature over the bytes as they came.',
          required: true,
          content: {
            'application/json': {
              schema: refer(webhookBody(contract)),
              example: webhookExample(contract),
            },
          },
        },
        responses: {
          '2XX': { description: 'Received: it is not sent again.' },
          '410': { description: 'Gone: the endpoint is disabled.' },
        },
      };
      return [type, { post }];
    }),
  );

/** A path that names its version stands beside `/v1`, not below it. */
const serversOf = (path: string): object =>
  /^\/v\d+\//.test(path) ? { servers: [{ url: '/' }] } : {};

export const openApiDocument = (): object => {
  const modules = chapters.flatMap(({ contracts }) => contracts);
  const named = namedSchemas([schemas, shapes, ...modules, ...messageModules], {
    describe: (place, member) => wordsOf[place] ?? words[member],
  });
  const paths: Record<string, Record<string, unknown>> = {};
  for (const chapter of chapters) {
    for (const contract of routesOf(chapter)) {
      const item = paths[contract.path] ?? {
        ...serversOf(contract.path),
        parameters: [{ $ref: '#/components/parameters/X-Request-Id' }],
      };
      item[contract.method.toLowerCase()] = operation(contract, chapter.name, named);
      paths[contract.path] = item;
    }
  }
  const codes = Object.keys(problems) as ErrorCode[];
  const byCode = <T>(of: (code: ErrorCode) => T) =>
    Object.fromEntries(codes.map((code) => [code, of(code)]));
  const document = {
    openapi: '3.1.1',
    info: {
      title: 'Tandem',
      version: '1.0.0',
      summary: 'A commerce backend of serverless functions and containers in tandem.',
      description: guides(),
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/v1' }],
    tags: chapters.map(({ name, about }) => ({ name, description: about })),
    paths,
    webhooks: webhooks(named.refer),
    components: {
      parameters: { 'X-Request-Id': requestId },
      headers: Object.fromEntries(
        Object.entries(responseHeaders).map(([name, header]) => [name, headerObject(header)]),
      ),
      responses: byCode((code) => problemResponse([code], named.refer)),
      examples: byCode((code) => ({ summary: problems[code][1], value: exampleOf(code) })),
      securitySchemes,
      schemas: named.definitions(),
    },
  };
  return withoutUnused(document);
};

/** Responses and examples of codes that no route names, and headers that no answer has, are left out. */
const withoutUnused = <D extends { components: Record<string, object> }>(document: D): D => {
  const { responses = {}, examples = {}, headers = {}, ...others } = document.components;
  const usedIn = (kind: string, all: object, text: string): object =>
    Object.fromEntries(
      Object.entries(all).filter(([name]) => text.includes(`"#/components/${kind}/${name}"`)),
    );
  const text = JSON.stringify({ ...document, components: others });
  const used = usedIn('responses', responses, text);
  const withUsed = text + JSON.stringify(used);
  return {
    ...document,
    components: {
      ...document.components,
      headers: usedIn('headers', headers, withUsed),
      responses: used,
      examples: usedIn('examples', examples, withUsed),
    },
  };
};
