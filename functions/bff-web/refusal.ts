// What is refused or has failed, as an error of GraphQL with the code that programs look at.
import { GraphQLError, type GraphQLErrorOptions } from 'graphql';
import { type ErrorCode, problems, retryable } from '../../events/problems.ts';
import type { InputError } from '../../platform/kernel/errors.ts';

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

/** A problem of the API (RFC 9457), as far as it is passed on. */
export interface Problem {
  readonly code: string;
  readonly status: number;
  readonly title: string;
  readonly detail?: string;
  readonly retryable?: boolean;
  readonly errors?: readonly InputError[];
}

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
export const problemError = ({ code, status, title, detail, ...rest }: Problem): GraphQLError => {
  const { errors = [], retryable: mayRetry = false } = rest;
  const [first] = errors;
  return new GraphQLError(detail ?? title, {
    extensions: {
      code,
      status,
      retryable: mayRetry,
      ...(first === undefined ? {} : { pointer: first.pointer, errors }),
    },
  });
};

export const problemOf = (code: ErrorCode, detail?: string): Problem => ({
  code,
  status: problems[code][0],
  title: problems[code][1],
  retryable: retryable.has(code),
  ...(detail === undefined ? {} : { detail }),
});
