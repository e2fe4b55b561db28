// What a distribution does with a path: the first behaviour that fits names the origin.
import { wildcard } from '../cloud/wildcard.ts';

/** `*` is any text, `?` any one character. */
export const pathPattern = (pattern: string): RegExp => wildcard(pattern);

export interface Behavior {
  /** Of `/v1/*`: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistValuesCacheBehavior.html#DownloadDistValuesPathPattern */
  readonly pattern: RegExp;
  /** Put before the path. */
  readonly originPath: string;
}

/** The target as its origin gets it, query included. */
export function originTarget(behaviors: readonly Behavior[], target: string): string {
  const [path = '/'] = target.split('?', 1);
  const found = behaviors.find(({ pattern }) => pattern.test(path));
  return `${found?.originPath ?? ''}${target}`;
}
