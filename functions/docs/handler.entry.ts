// The API described by itself: the documents made from the contracts and a page, all fixed at build time.

import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { asyncapi, docs, docsAsset, openapi } from '../../events/http/docs.ts';
import type { RouteContract } from '../../events/http/route.ts';
import { endpoint } from '../../platform/http/endpoint.ts';
import { commonConfig, readConfig } from '../../platform/kernel/config.ts';
import { AppError } from '../../platform/kernel/errors.ts';
import { httpHandler } from '../../platform/lambda/http-handler.ts';
import { functionGround } from '../../platform/service/ground.ts';
import { renderPage } from './page.ts';
import { scriptOf } from './scripts.ts';

/** The build puts them beside the bundle. */
const bytesOf = (name: string): Buffer => readFileSync(new URL(name, import.meta.url));
const file = (name: string): string => bytesOf(name).toString();

const document = file('openapi.json');

/** The reference draws itself and asks this API only. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "connect-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const minutes = { 'cache-control': 'public, max-age=300', 'content-security-policy': policy };
const forGood = { ...minutes, 'cache-control': 'public, max-age=31536000, immutable' };

const fixed = (contract: RouteContract, contentType: string, body: string) => {
  const headers = { ...minutes, 'content-type': contentType };
  return endpoint(contract, () => ({ status: 200, headers, body }));
};

const scalar = scriptOf('scalar', bytesOf('scalar.js.gz'));
const start = scriptOf('docs', gzipSync(bytesOf('docs.js')));

/** Pages of yesterday ask by the names without a hash. */
const scripts = new Map([
  [scalar.name, { ...scalar, caching: forGood }],
  [start.name, { ...start, caching: forGood }],
  ['scalar.js', { ...scalar, caching: minutes }],
  ['docs.js', { ...start, caching: minutes }],
]);

const assets = endpoint(docsAsset, ({ params: { name }, header }) => {
  const script = scripts.get(name);
  if (script === undefined) throw new AppError('not-found');
  const reply = script.reply(header('accept-encoding'));
  return { ...reply, headers: { ...script.caching, ...reply.headers } };
});

const { clock, log, correlate } = functionGround(readConfig(commonConfig));

export const handler = httpHandler({
  endpoints: [
    fixed(openapi, 'application/json', document),
    fixed(asyncapi, 'application/json', file('asyncapi.json')),
    fixed(
      docs,
      'text/html; charset=utf-8',
      renderPage(JSON.parse(document), [scalar.name, start.name]),
    ),
    assets,
  ],
  services: {
    log,
    clock,
    verify: async () => {
      throw new AppError('unauthenticated');
    },
  },
  correlate,
});
