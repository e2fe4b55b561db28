// The API described by itself: the documents made from the contracts and a page, all fixed at build time.

import { readFileSync } from 'node:fs';
import { asyncapi, docs, docsAsset, openapi } from '../../events/http/docs.ts';
import type { RouteContract } from '../../events/http/route.ts';
import { endpoint } from '../../platform/http/endpoint.ts';
import { commonConfig, readConfig } from '../../platform/kernel/config.ts';
import { AppError } from '../../platform/kernel/errors.ts';
import { httpHandler } from '../../platform/lambda/http-handler.ts';
import { functionGround } from '../../platform/service/ground.ts';
import { renderPage } from './page.ts';
import { pageScripts } from './scripts.ts';

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

const fixed = (contract: RouteContract, contentType: string, body: string) => {
  const headers = { ...minutes, 'content-type': contentType };
  return endpoint(contract, () => ({ status: 200, headers, body }));
};

const scripts = pageScripts(bytesOf('scalar.js.gz'), bytesOf('docs.js'));

const assets = endpoint(docsAsset, ({ params: { name }, header }) => {
  const reply = scripts.reply(name, header('accept-encoding'));
  if (reply === undefined) throw new AppError('not-found');
  return { ...reply, headers: { ...minutes, ...reply.headers } };
});

const { clock, log, correlate } = functionGround(readConfig(commonConfig));

export const handler = httpHandler({
  endpoints: [
    fixed(openapi, 'application/json', document),
    fixed(asyncapi, 'application/json', file('asyncapi.json')),
    fixed(docs, 'text/html; charset=utf-8', renderPage(JSON.parse(document), scripts.names)),
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
