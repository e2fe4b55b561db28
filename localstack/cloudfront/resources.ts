// AWS::CloudFront::Distribution: which origin a path of the public port goes to. AWS::CloudFront::CachePolicy: what it may compress; nothing is cached here.

import type { ResourceHandler } from '../cloud/cloud.ts';
import { physicalName } from '../cloud/names.ts';
import { isObject, ResourceError } from '../cloud/read.ts';
import type { Encodings } from './compression.ts';
import { type Behavior, pathPattern } from './distribution.ts';

interface Origin {
  readonly Id: string;
  readonly OriginPath?: string;
  readonly S3OriginConfig?: unknown;
}

interface CacheBehavior {
  readonly PathPattern?: string;
  readonly TargetOriginId: string;
  readonly CachePolicyId?: string;
  readonly Compress?: boolean;
}

interface Config {
  readonly Origins: readonly Origin[];
  readonly DefaultCacheBehavior: CacheBehavior;
  readonly CacheBehaviors?: readonly CacheBehavior[];
}

interface PolicyConfig {
  readonly ParametersInCacheKeyAndForwardedToOrigin?: {
    readonly EnableAcceptEncodingGzip?: boolean;
    readonly EnableAcceptEncodingBrotli?: boolean;
  };
}

const nothing: Encodings = { gzip: false, brotli: false };

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html#managed-cache-caching-optimized */
const managed: ReadonlyMap<string, Encodings> = new Map([
  ['658327ea-f89d-4fab-a63d-7e88639e58f6', { gzip: true, brotli: true }],
]);

export interface CachePolicies {
  readonly resource: ResourceHandler;
  /** What a policy of ours or of AWS lets a behaviour compress. */
  encodingsOf(id: string | undefined): Encodings;
}

export const cachePolicies = (): CachePolicies => {
  const known = new Map(managed);
  return {
    encodingsOf: (id = '') => known.get(id) ?? nothing,
    resource: {
      type: 'AWS::CloudFront::CachePolicy',
      properties: ['CachePolicyConfig'],
      create(resource) {
        const config = resource.properties.CachePolicyConfig;
        if (!isObject(config)) throw new ResourceError(resource, 'there is no CachePolicyConfig');
        const { ParametersInCacheKeyAndForwardedToOrigin: key = {} } = config as PolicyConfig;
        const id = physicalName(resource, 'Id', 36);
        known.set(id, {
          gzip: key.EnableAcceptEncodingGzip === true,
          brotli: key.EnableAcceptEncodingBrotli === true,
        });
        return { ref: id, attributes: { Id: id } };
      },
    },
  };
};

/** `serve` gets the behaviours of the distribution. */
export const distributionResource = (
  { encodingsOf }: Pick<CachePolicies, 'encodingsOf'>,
  serve: (behaviors: readonly Behavior[]) => void,
): ResourceHandler => ({
  type: 'AWS::CloudFront::Distribution',
  properties: ['DistributionConfig', 'Tags'],
  create(resource) {
    const config = resource.properties.DistributionConfig;
    if (!isObject(config)) throw new ResourceError(resource, 'there is no DistributionConfig');
    const { Origins, DefaultCacheBehavior, CacheBehaviors = [] } = config as unknown as Config;
    const behaviors = [...CacheBehaviors, DefaultCacheBehavior].map(
      ({ PathPattern = '*', TargetOriginId, CachePolicyId, Compress }): Behavior => {
        const origin = Origins.find(({ Id }) => Id === TargetOriginId);
        if (origin === undefined || origin.S3OriginConfig !== undefined) {
          throw new ResourceError(resource, `the origin ${TargetOriginId} is none of the gateway`);
        }
        return {
          pattern: pathPattern(PathPattern),
          originPath: origin.OriginPath ?? '',
          encodings: Compress === true ? encodingsOf(CachePolicyId) : nothing,
        };
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
