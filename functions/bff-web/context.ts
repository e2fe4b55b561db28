// What the resolvers of one document share: the API as its caller, and what has been asked already.
import type { Log } from '../../platform/telemetry/log.ts';
import type { PublicApi } from './api.ts';
import type { CatalogueLoaders } from './catalogue/loaders.ts';

export interface BffContext {
  readonly api: PublicApi;
  readonly catalogue: CatalogueLoaders;
  readonly requestId: string;
  readonly log: Pick<Log, 'error'>;
}

/** How a field comes by its value; without one it is the member of its name. */
// biome-ignore lint/suspicious/noExplicitAny: the schema says what parents and arguments are, and only at run time
export type Resolve = (parent: any, args: any, context: BffContext) => unknown;

/** By type and field. */
export type Resolvers = Readonly<Record<string, Readonly<Record<string, Resolve>>>>;

/** A subject of the schema. */
export interface SchemaPart {
  /** In GraphQL's own language. */
  readonly types: string;
  readonly resolvers: Resolvers;
}

/** `pending_stock` of the API is `PENDING_STOCK` here. */
export const shout = (value: string): string => value.toUpperCase();

/** An enum of the API by the name of its member. */
export const shouted =
  (member: string): Resolve =>
  (parent: Readonly<Record<string, string | null>>) => {
    const value = parent[member];
    return typeof value === 'string' ? shout(value) : null;
  };

export const whisper = (value: string | null | undefined): string | undefined =>
  value?.toLowerCase();
