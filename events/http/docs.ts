// The API described by itself: /openapi.json, /asyncapi.json and /docs.
import { Type } from 'typebox';
import { defineRoute, open } from './route.ts';

const page = (id: string, path: string, summary: string, produces?: string) =>
  defineRoute({
    id,
    ...(produces === undefined ? {} : { produces }),
    service: 'docs',
    method: 'GET',
    path,
    summary,
    auth: open,
    request: {},
    responses: { 200: Type.Unknown() },
  });

export const openapi = page('docs.openapi', '/openapi.json', 'This API as OpenAPI 3.1');
export const asyncapi = page(
  'docs.asyncapi',
  '/asyncapi.json',
  'The messages between the services as AsyncAPI 3',
);
export const docs = page('docs.page', '/docs', 'This API for people', 'text/html');
