// AWS::CloudFront::Distribution: which origin a path of the public port goes to.

import type { ResourceHandler } from '../cloud/cloud.ts';
import { physicalName } from '../cloud/names.ts';
import { isObject, ResourceError } from '../cloud/read.ts';
import { type Behavior, pathPattern } from './distribution.ts';

interface Origin {
  readonly Id: string;
  readonly OriginPath?: string;
  readonly S3OriginConfig?: unknown;
}

interface CacheBehavior {
  readonly PathPattern?: string;
  readonly TargetOriginId: string;
}

interface Config {
  readonly Origins: readonly Origin[];
  readonly DefaultCacheBehavior: CacheBehavior;
  readonly CacheBehaviors?: readonly CacheBehavior[];
}

/** `serve` gets the behaviours of the distribution. */
export const distributionResource = (
  serve: (behaviors: readonly Behavior[]) => void,
): ResourceHandler => ({
  type: 'AWS::CloudFront::Distribution',
  properties: ['DistributionConfig', 'Tags'],
  create(resource) {
    const config = resource.properties.DistributionConfig;
    if (!isObject(config)) throw new ResourceError(resource, 'there is no DistributionConfig');
    const { Origins, DefaultCacheBehavior, CacheBehaviors = [] } = config as unknown as Config;
    const behaviors = [...CacheBehaviors, DefaultCacheBehavior].map(
      ({ PathPattern = '*', TargetOriginId }): Behavior => {
        const origin = Origins.find(({ Id }) => Id === TargetOriginId);
        if (origin === undefined || origin.S3OriginConfig !== undefined) {
          throw new ResourceError(resource, `the origin ${TargetOriginId} is none of the gateway`);
        }
        return { pattern: pathPattern(PathPattern), originPath: origin.OriginPath ?? '' };
      },
    );
    const id = physicalName(resource, 'Id', 40);
    serve(behaviors);
    return {
      ref: id,
      attributes: { Id: id, DomainName: `${id}.cloudfront.net` },
    };
  },
});
