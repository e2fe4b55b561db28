// Every error of an answer has a code, a status and the request it belongs to; what is not meant for callers stays here.
import { GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { AppError, isAppError } from '../../platform/kernel/errors.ts';
import type { BffContext } from './context.ts';
import { documentRefusal, problemError } from './refusal.ts';

/** What was thrown, below the errors that say where. */
const originOf = (error: GraphQLError): unknown => {
  const { originalError } = error;
  return originalError instanceof GraphQLError ? originOf(originalError) : (originalError ?? error);
};

/** The one with a code, or what an error without one is reported as. */
const toldAs = (error: GraphQLError, log: BffContext['log']): GraphQLError => {
  const origin = originOf(error);
  if (isAppError(origin)) return problemError(origin);
  if (origin instanceof GraphQLError && typeof origin.extensions.status === 'number') return origin;
  if (origin instanceof GraphQLError && error.path === undefined) {
    return documentRefusal('variables-invalid', error.message);
  }
  log.error({ error: origin }, 'graphql field failed');
  return problemError(new AppError('internal'));
};

const complete = (
  error: GraphQLError,
  { requestId, log }: Pick<BffContext, 'requestId' | 'log'>,
  isRefused: boolean,
): GraphQLError => {
  const { message, extensions } = toldAs(error, log);
  const { nodes, source, positions, path } = error;
  const http = isRefused ? { http: { status: 400, spec: true } } : {};
  return new GraphQLError(message, {
    nodes,
    source,
    positions,
    path,
    extensions: { ...extensions, requestId, ...http },
  });
};

/** What is no error of GraphQL has been thrown by us. */
const asGraphQL = (error: Error): GraphQLError =>
  error instanceof GraphQLError
    ? error
    : new GraphQLError(error.message, { originalError: error, path: [] });

export const toldErrors: Plugin = {
  onExecutionResult: ({ result, setResult, context }) => {
    if (result === undefined || Symbol.asyncIterator in result || !result.errors) return;
    const isRefused = !('data' in result) || result.data === undefined;
    const errors = result.errors.map((error) =>
      complete(asGraphQL(error), context as unknown as BffContext, isRefused),
    );
    setResult({ ...result, errors });
  },
};
