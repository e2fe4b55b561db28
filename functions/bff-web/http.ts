// The one endpoint: a document, answered by the public API as its caller sees it.
import { graphql } from '../../events/http/graphql.ts';
import { type Endpoint, endpoint } from '../../platform/http/endpoint.ts';
import { apiFor, type WebApi } from './api.ts';
import { catalogueLoaders } from './catalogue/loaders.ts';
import type { AnswerDocument } from './server.ts';

export interface GraphqlParts {
  readonly answer: AnswerDocument;
  readonly api: WebApi;
}

export const graphqlEndpoint = ({ answer, api: webApi }: GraphqlParts): Endpoint =>
  endpoint(graphql, async (request) => {
    const { requestId, log } = request;
    const api = apiFor(request, webApi);
    const context = { api, catalogue: catalogueLoaders(api), requestId, log };
    const accept = request.header('accept') ?? '';
    const { status, contentType, body } = await answer(request.body, accept, context);
    log.info(
      { operation: request.body.operationName ?? null, calls: api.calls() },
      'graphql.answered',
    );
    return { status, headers: { 'content-type': contentType }, body };
  });
