// The API described by itself: the OpenAPI document and a page made from it, both fixed at build time.

import { readFileSync } from 'node:fs';
import { docs, openapi } from '../../events/http/docs.ts';
import type { RouteContract } from '../../events/http/route.ts';
import { endpoint } from '../../platform/http/endpoint.ts';
import { systemClock } from '../../platform/kernel/clock.ts';
import { commonConfig, readConfig } from '../../platform/kernel/config.ts';
import { AppError } from '../../platform/kernel/errors.ts';
import { httpFunction } from '../../platform/lambda/http-function.ts';
import { createLog } from '../../platform/telemetry/log.ts';
import { renderPage } from './page.ts';

const config = readConfig(commonConfig);
const log = createLog(config);

/** The build puts it beside the bundle. */
const document = readFileSync(new URL('openapi.json', import.meta.url), 'utf8');

const page = renderPage(JSON.parse(document));

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

export const handler = httpFunction(
  [fixed(openapi, 'application/json', document), fixed(docs, 'text/html; charset=utf-8', page)],
  async () => ({
    log,
    clock: systemClock,
    verify: async () => {
      throw new AppError('unauthenticated');
    },
  }),
);
