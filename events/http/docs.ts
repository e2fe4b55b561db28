// The API described by itself: /openapi.json, /asyncapi.json and the pages under /docs.
import { Type } from 'typebox';
import { strict } from '../schemas.ts';
import { defineRoute, open } from './route.ts';
import { idParam } from './shapes.ts';

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

export const docsAsset = defineRoute({
  id: 'docs.asset',
  service: 'docs',
  method: 'GET',
  path: '/docs/{name}',
  summary: 'A script of the page for people',
  auth: open,
  produces: 'text/javascript',
  request: { params: strict({ name: idParam('Of the file.', 'docs.js') }) },
  responses: { 200: Type.Unknown() },
});
