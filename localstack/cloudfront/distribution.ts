// What a distribution does with a path: the first behaviour that fits names the origin, and whether answers are compressed.
import { wildcard } from '../cloud/wildcard.ts';
import type { Encodings } from './compression.ts';

/** `*` is any text, `?` any one character. */
export const pathPattern = (pattern: string): RegExp => wildcard(pattern);

export interface Behavior {
  /** Of `/v1/*`: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistValuesCacheBehavior.html#DownloadDistValuesPathPattern */
  readonly pattern: RegExp;
  /** Put before the path. */
  readonly originPath: string;
  readonly encodings: Encodings;
}

export function behaviorOf(behaviors: readonly Behavior[], target: string): Behavior | undefined {
  const [path = '/'] = target.split('?', 1);
  return behaviors.find(({ pattern }) => pattern.test(path));
}
