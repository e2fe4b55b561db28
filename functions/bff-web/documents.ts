// Documents that are known by the hash of their text, as the build has found them in clients/graphql.
import { type GraphQLError, Kind, OperationTypeNode, parse } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { documentRefusal } from './refusal.ts';

/** Texts by `sha256:<64 hex digits>`. */
export type PersistedDocuments = Readonly<Record<string, string>>;

export interface Params {
  readonly query?: string | undefined;
  readonly documentId?: string;
  readonly extensions?: { readonly persistedQuery?: unknown } | null | undefined;
}

/** By its own member, or as Apollo's and urql's links for persisted queries send it. */
const idOf = ({ documentId, extensions }: Params): string | undefined => {
  const { sha256Hash: hash } = Object(extensions?.persistedQuery) as { sha256Hash?: unknown };
  return documentId ?? (typeof hash === 'string' ? `sha256:${hash}` : undefined);
};

const registered = (params: Params, documents: PersistedDocuments): string | undefined => {
  const id = idOf(params) ?? '';
  return Object.hasOwn(documents, id) ? documents[id] : undefined;
};

/** Is it a registered document that changes something? */
export const isCommand = (params: Params, documents: PersistedDocuments): boolean => {
  const text = registered(params, documents);
  if (text === undefined) return false;
  return parse(text).definitions.some(
    (node) =>
      node.kind === Kind.OPERATION_DEFINITION && node.operation === OperationTypeNode.MUTATION,
  );
};

export interface PersistedOptions {
  readonly documents: PersistedDocuments;
  /** Texts that are not among them are refused. */
  readonly only: boolean;
}

const textOf = (params: Params, { documents, only }: PersistedOptions): string => {
  const known = registered(params, documents);
  if (known !== undefined) return known;
  if (idOf(params) !== undefined && (only || params.query === undefined)) {
    throw documentRefusal('document-unknown', 'There is no document by this id here.');
  }
  if (params.query === undefined) {
    throw documentRefusal('document-malformed', 'Send a query, or the documentId of one.');
  }
  if (only && !Object.values(documents).includes(params.query)) {
    throw documentRefusal('document-not-persisted', 'Here only registered documents are answered.');
  }
  return params.query;
};

export const persisted = (options: PersistedOptions): Plugin => ({
  onParams: ({ params, setParams, setParamsHandler }) => {
    try {
      setParams({ ...params, query: textOf(params as Params, options) });
    } catch (error) {
      // Yoga looks whether there is a text before it looks for a result.
      setParams({ ...params, query: '' });
      setParamsHandler(() => ({ errors: [error as GraphQLError] }));
    }
  },
});
