// What is refused or has failed, as an error of GraphQL with the code that programs look at.
import { GraphQLError, type GraphQLErrorOptions } from 'graphql';
import { retryable } from '../../events/problems.ts';
import type { AppError } from '../../platform/kernel/errors.ts';

/** What is wrong with a document or its variables: all of them 400. */
export const documentCodes = [
  'document-malformed',
  'document-invalid',
  'document-too-large',
  'document-too-deep',
  'document-too-costly',
  'document-cyclic',
  'document-unknown',
  'document-not-persisted',
  'too-many-aliases',
  'operation-unknown',
  'variables-invalid',
] as const;
export type DocumentCode = (typeof documentCodes)[number];

export const documentRefusal = (
  code: DocumentCode,
  message: string,
  { extensions, ...options }: GraphQLErrorOptions = {},
): GraphQLError =>
  new GraphQLError(message, {
    ...options,
    extensions: { ...extensions, code, status: 400, retryable: false },
  });

/** `pointer` is that of the first fault of the input; all of them are in `errors`. */
export const problemError = ({ code, status, message, options }: AppError): GraphQLError => {
  const { errors = [] } = options;
  const [first] = errors;
  return new GraphQLError(message, {
    extensions: {
      code,
      status,
      retryable: retryable.has(code),
      ...(first !== undefined && { pointer: first.pointer, errors }),
    },
  });
};
