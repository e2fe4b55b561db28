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

/** The build puts them beside the bundle. */
const file = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8');

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

const reply = (contentType: string, body: string) => ({
  status: 200,
  headers: {
    'content-type': contentType,
    'cache-control': 'public, max-age=300',
    'content-security-policy': policy,
  },
  body,
});

const fixed = (contract: RouteContract, contentType: string, body: string) =>
  endpoint(contract, () => reply(contentType, body));

const scripts: ReadonlySet<string> = new Set(['docs.js', 'scalar.js']);
const kept = new Map<string, string>();

/** Five megabytes are read when they are asked for, and once. */
const assets = endpoint(docsAsset, ({ params: { name } }) => {
  if (!scripts.has(name)) throw new AppError('not-found');
  const script = kept.get(name) ?? file(name);
  kept.set(name, script);
  return reply('text/javascript; charset=utf-8', script);
});

const { clock, log, correlate } = functionGround(readConfig(commonConfig));

export const handler = httpHandler({
  endpoints: [
    fixed(openapi, 'application/json', document),
    fixed(asyncapi, 'application/json', file('asyncapi.json')),
    fixed(docs, 'text/html; charset=utf-8', renderPage(JSON.parse(document))),
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
