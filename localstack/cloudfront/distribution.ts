// What a distribution does with a path: the first behaviour that fits names the origin, and what is done with answers on the way back.
import type { HeaderList } from '../cloud/protocol/http-headers.ts';
import { wildcard } from '../cloud/wildcard.ts';
import type { Encodings } from './compression.ts';

/** `*` is any text, `?` any one character. */
export const pathPattern = (pattern: string): RegExp => wildcard(pattern);

/** A bucket as an origin, and in whose name it is read; nobody's without an origin access control. */
export interface StoredOrigin {
  readonly bucket: string;
  readonly reader: { readonly principal: string; readonly sourceArn: string } | undefined;
  readonly methods: readonly string[];
}

export interface Behavior {
  /** Of `/v1/*`: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistValuesCacheBehavior.html#DownloadDistValuesPathPattern */
  readonly pattern: RegExp;
  /** Put before the path. */
  readonly originPath: string;
  /** Absent where the origin is the API. */
  readonly stored?: StoredOrigin | undefined;
  /** The path as the origin gets it, by the function of the behaviour. */
  readonly rewrite: (path: string) => string;
  readonly encodings: Encodings;
  /** Put over those of the answer. */
  readonly headers: HeaderList;
}

export const pathOf = (target: string): string => target.split('?', 1)[0] ?? '/';

export function behaviorOf(behaviors: readonly Behavior[], target: string): Behavior | undefined {
  const path = pathOf(target);
  return behaviors.find(({ pattern }) => pattern.test(path));
}
