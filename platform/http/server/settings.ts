// How Node and Fastify take requests: sizes and times.
import type { FastifyHttpOptions, RawServerDefault } from 'fastify';
import { requestIdIn } from '../request.ts';
import { refuseConnection } from './lenient-parsing.ts';

/** Above every contract's own limit, so that the contract answers; import is the largest with 1 MiB. */
const hardBodyLimit = 2 * 1024 * 1024;

/** The head of a request; no part of a path can be longer, so the contract says what becomes of it. */
const maxHeaderSize = 16 * 1024;

export const settings = {
  bodyLimit: hardBodyLimit,
  // Above the balancer's 60 s idle timeout, or it meets closed connections and answers 502.
  keepAliveTimeout: 65_000,
  requestTimeout: 15_000,
  // As for GET, without the body: https://www.rfc-editor.org/rfc/rfc9110#section-9.3.2
  exposeHeadRoutes: true,
  forceCloseConnections: 'idle',
  return503OnClosing: false,
  genReqId: ({ headers }) => requestIdIn((name) => headers[name]),
  routerOptions: { ignoreTrailingSlash: false, maxParamLength: maxHeaderSize },
  clientErrorHandler: refuseConnection,
  http: {
    // Looked at every second, so that a slow client is cut within ten.
    headersTimeout: 8_000,
    connectionsCheckingInterval: 1_000,
    maxHeaderSize,
    // Refused by the guard, as a problem.
    requireHostHeader: false,
  },
} satisfies FastifyHttpOptions<RawServerDefault>;
