// The one endpoint: a document, answered by the public API as its caller sees it.
import { graphql } from '../../events/http/graphql.ts';
import { type Endpoint, endpoint, type Request } from '../../platform/http/endpoint.ts';

import type { Dependencies } from './api/dependencies.ts';
import { createPublicApi, type Send } from './api/public-api.ts';
import { catalogueLoaders } from './catalogue/loaders.ts';
import type { BffContext } from './context.ts';
import type { AnswerDocument } from './server.ts';

export interface GraphqlParts {
  readonly answer: AnswerDocument;
  readonly apiUrl: string;
  readonly dependencies: Dependencies;
  /** @default fetch */
  readonly send?: Send;
}

/** Within the 10 s of the function, so that what came in time is answered. */
const documentMs = 8_500;

/** Who asks, to whom and from where: handed on as they came. */
const handedOn = ['authorization', 'x-cart-token', 'x-api-key'] as const;

const contextOf = (
  request: Request<typeof graphql>,
  { apiUrl, dependencies, send }: GraphqlParts,
): BffContext => {
  const { requestId, log } = request;
  const given = handedOn.flatMap((name) => {
    const value = request.header(name);
    return value === undefined ? [] : [[name, value] as const];
  });
  const api = createPublicApi({
    url: apiUrl,
    dependencies,
    headers: { 'x-request-id': requestId, ...Object.fromEntries(given) },
    deadline: AbortSignal.timeout(documentMs),
    ...(send && { send }),
  });
  return { api, catalogue: catalogueLoaders(api), requestId, log };
};

export const graphqlEndpoint = (parts: GraphqlParts): Endpoint =>
  endpoint(graphql, async (request) => {
    const context = contextOf(request, parts);
    const accept = request.header('accept') ?? '';
    const { status, contentType, body } = await parts.answer(request.body, accept, context);
    request.log.info(
      { operation: request.body.operationName ?? null, calls: context.api.calls() },
      'graphql.answered',
    );
    return { status, headers: { 'content-type': contentType }, body };
  });
