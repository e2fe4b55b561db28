// GraphQL Yoga over the public API: one document in, one answer out.
import type { GraphQLSchema } from 'graphql';
import { createYoga } from 'graphql-yoga';
import { takes } from '../../platform/http/request.ts';
import type { BffContext } from './context.ts';
import { isCommand, type Params, type PersistedOptions, persisted } from './documents.ts';
import { toldErrors } from './errors.ts';
import { type DocumentLimits, guard } from './limits/guard.ts';

export interface ServerOptions {
  readonly schema: GraphQLSchema;
  readonly limits: DocumentLimits;
  readonly persisted: PersistedOptions;
}

export interface GraphqlAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

export interface GraphqlServer {
  answer(params: Params, accept: string, context: BffContext): Promise<GraphqlAnswer>;
  /** Is it a registered document that changes something? */
  isCommand(params: Params): boolean;
}

const standard = 'application/graphql-response+json';

/** Older clients read no body that comes with a 400, so the status tells of refusals only where the standard type is wanted. */
const typeFor = (accept: string): string =>
  takes(accept, standard) ? standard : 'application/json';

/** https://graphql.github.io/graphql-over-http/draft/ */
export const createGraphqlServer = (options: ServerOptions): GraphqlServer => {
  const yoga = createYoga<BffContext>({
    schema: options.schema,
    plugins: [persisted(options.persisted), guard(options.limits), toldErrors],
    extraParamNames: ['documentId'],
    // Told and logged by `toldErrors`.
    maskedErrors: false,
    logging: false,
    graphiql: false,
    landingPage: false,
    batching: false,
    multipart: false,
    cors: false,
  });
  const answer: GraphqlServer['answer'] = async (params, accept, context) => {
    const contentType = typeFor(accept);
    const response = await yoga.fetch(
      'http://bff-web/graphql',
      {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: contentType },
        body: JSON.stringify(params),
      },
      context,
    );
    return { status: response.status, contentType, body: await response.text() };
  };
  return { answer, isCommand: (params) => isCommand(params, options.persisted.documents) };
};
