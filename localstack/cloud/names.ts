// Physical names: the one the template gives, or one made of stack and logical id as CloudFormation does.
import { createHash } from 'node:crypto';
import type { Resource } from './cloud.ts';
import { optionalText } from './read.ts';

/** A name that is made ends with the suffix. */
export function physicalName(
  resource: Resource,
  property: string,
  longest = 64,
  suffix = '',
): string {
  const given = optionalText(resource.properties, property);
  if (given !== undefined) return given;
  const full = `${resource.stack}-${resource.logicalId}`;
  const hash = createHash('sha256').update(full).digest('hex').slice(0, 12).toUpperCase();
  return `${full.slice(0, longest - suffix.length - hash.length - 1)}-${hash}${suffix}`;
}
