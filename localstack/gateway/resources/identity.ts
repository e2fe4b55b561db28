// How parts of an API are named, and find their API.
import { createHash } from 'node:crypto';
import type { Resource } from '../../cloud/cloud.ts';
import { ResourceError, text } from '../../cloud/read.ts';
import type { ApiRegistry, RestApi } from '../model.ts';

/** API Gateway's ids are ten characters; these stay the same between starts. */
export function idOf(resource: Resource): string {
  const digest = createHash('sha256')
    .update(`${resource.stack}/${resource.logicalId}`)
    .digest('hex');
  return BigInt(`0x${digest.slice(0, 15)}`)
    .toString(36)
    .padStart(10, '0')
    .slice(-10);
}

export function apiOf(registry: Pick<ApiRegistry, 'apis'>, resource: Resource): RestApi {
  const id = text(resource, 'RestApiId');
  const api = registry.apis.get(id);
  if (!api) throw new ResourceError(resource, `there is no REST API ${id}`);
  return api;
}
