// The two ways to one document: any by POST, and by GET one that is registered and only reads.
import { graphql, readRegistered } from '../../events/http/graphql.ts';
import { type Endpoint, endpoint, type Request } from '../../platform/http/endpoint.ts';
import { conditionalText } from '../../platform/http/precondition.ts';
import { AppError } from '../../platform/kernel/errors.ts';
import { apiFor, type WebApi } from './api.ts';
import { catalogueLoaders } from './catalogue/loaders.ts';
import { type DocumentParams, paramsOf } from './query.ts';
import type { GraphqlServer } from './server.ts';

export interface GraphqlParts {
  readonly server: GraphqlServer;
  readonly api: WebApi;
}

/** Prices and stock of a minute ago still sell; a checkout asks again. */
const forAll = 'public, max-age=60';
/** Asked for each time, and answered by 304 while nothing has changed. */
const ownAnswer = 'private, no-cache';

const answering =
  ({ server, api: webApi }: GraphqlParts) =>
  async (request: Request, params: DocumentParams) => {
    const { requestId, log } = request;
    const api = apiFor(request, webApi);
    const context = { api, catalogue: catalogueLoaders(api), requestId, log };
    const answer = await server.answer(params, request.header('accept') ?? '', context);
    const operation = params.operationName ?? null;
    log.info({ operation, calls: api.calls() }, 'graphql.answered');
    return { ...answer, isOfEverybody: api.isOfEverybody() };
  };

export const graphqlEndpoints = (parts: GraphqlParts): readonly Endpoint[] => {
  const answered = answering(parts);
  return [
    endpoint(graphql, async (request) => {
      const { status, contentType, body } = await answered(request, request.body);
      return { status, headers: { 'content-type': contentType }, body };
    }),
    endpoint(readRegistered, async (request) => {
      const params = paramsOf(request.query);
      if (parts.server.isCommand(params)) {
        const detail = 'This document changes something: send it by POST.';
        throw new AppError('method-not-allowed', { detail, headers: { allow: 'POST' } });
      }
      const { status, contentType, body, isOfEverybody } = await answered(request, params);
      // Whoever asks again may get more: no cache stores it.
      if (status !== 200 || 'errors' in JSON.parse(body)) {
        return { status, headers: { 'content-type': contentType }, body };
      }
      return conditionalText(request.header('if-none-match'), body, {
        contentType,
        cacheControl: isOfEverybody ? forAll : ownAnswer,
        vary: 'Accept, Origin',
      });
    }),
  ];
};
