// The API described by itself: the documents made from the contracts and a page, all fixed at build time.

import { readFileSync } from 'node:fs';
import { asyncapi, docs, openapi } from '../../events/http/docs.ts';
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

const fixed = (contract: RouteContract, contentType: string, body: string) =>
  endpoint(contract, () => ({
    status: 200,
    headers: {
      'content-type': contentType,
      'cache-control': 'public, max-age=300',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
    },
    body,
  }));

const { clock, log, correlate } = functionGround(readConfig(commonConfig));

export const handler = httpHandler({
  endpoints: [
    fixed(openapi, 'application/json', document),
    fixed(asyncapi, 'application/json', file('asyncapi.json')),
    fixed(docs, 'text/html; charset=utf-8', renderPage(JSON.parse(document))),
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
