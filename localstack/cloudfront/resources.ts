// AWS::CloudFront::Distribution: which origin a path of the public port goes to; nothing is cached here.

import type { Account } from '../cloud/arn.ts';
import type { ResourceHandler } from '../cloud/cloud.ts';
import { physicalName } from '../cloud/names.ts';
import { isObject, ResourceError } from '../cloud/read.ts';
import { type Behavior, pathPattern, type StoredOrigin } from './distribution.ts';
import type { Policies } from './policies.ts';

interface Origin {
  readonly Id: string;
  readonly DomainName?: string;
  readonly OriginPath?: string;
  readonly S3OriginConfig?: unknown;
  readonly OriginAccessControlId?: string;
}

interface CacheBehavior {
  readonly PathPattern?: string;
  readonly TargetOriginId: string;
  readonly CachePolicyId?: string;
  readonly ResponseHeadersPolicyId?: string;
  readonly FunctionAssociations?: readonly { EventType: string; FunctionARN: string }[];
  readonly AllowedMethods?: readonly string[];
  readonly Compress?: boolean;
}

interface Config {
  readonly Origins: readonly Origin[];
  readonly DefaultCacheBehavior: CacheBehavior;
  readonly CacheBehaviors?: readonly CacheBehavior[];
}

interface Needs {
  readonly account: Account;
  readonly policies: Policies;
  /** Gets the behaviours of the distribution. */
  readonly serve: (behaviors: readonly Behavior[]) => void;
}

const principal = 'cloudfront.amazonaws.com';

/** Of a bucket's domain name what stands before `.s3.`. */
const bucketOf = (domainName = ''): string => domainName.replace(/\.s3\..*$/, '');

/** Where nothing is said, a distribution takes these: https://docs.aws.amazon.com/AmazonCloudFront/latest/APIReference/API_AllowedMethods.html */
const readOnly = ['GET', 'HEAD'];

const storedIn = (
  { DomainName, S3OriginConfig, OriginAccessControlId }: Origin,
  methods: readonly string[],
  isAccessControl: Policies['isAccessControl'],
  sourceArn: string,
): StoredOrigin | undefined =>
  S3OriginConfig === undefined
    ? undefined
    : {
        bucket: bucketOf(DomainName),
        reader: isAccessControl(OriginAccessControlId) ? { principal, sourceArn } : undefined,
        methods,
      };

const behaviorsOf = (
  { Origins, DefaultCacheBehavior, CacheBehaviors = [] }: Config,
  policies: Policies,
  arn: string,
): Behavior[] =>
  [...CacheBehaviors, DefaultCacheBehavior].map((behavior) => {
    const { PathPattern = '*', TargetOriginId, FunctionAssociations = [] } = behavior;
    const origin = Origins.find(({ Id }) => Id === TargetOriginId);
    if (origin === undefined) throw new Error(`there is no origin ${TargetOriginId}`);
    const rewrites = FunctionAssociations.find(({ EventType }) => EventType === 'viewer-request');
    const methods = behavior.AllowedMethods ?? readOnly;
    return {
      pattern: pathPattern(PathPattern),
      originPath: origin.OriginPath ?? '',
      stored: storedIn(origin, methods, policies.isAccessControl, arn),
      rewrite: policies.rewriteOf(rewrites?.FunctionARN),
      encodings: policies.encodingsOf(
        behavior.Compress === true ? behavior.CachePolicyId : undefined,
      ),
      headers: policies.headersOf(behavior.ResponseHeadersPolicyId),
    };
  });

export const distributionResource = ({ account, policies, serve }: Needs): ResourceHandler => ({
  type: 'AWS::CloudFront::Distribution',
  properties: ['DistributionConfig', 'Tags'],
  create(resource) {
    const config = resource.properties.DistributionConfig;
    if (!isObject(config)) throw new ResourceError(resource, 'there is no DistributionConfig');
    const id = physicalName(resource, 'Id', 40);
    const arn = `arn:aws:cloudfront::${account.accountId}:distribution/${id}`;
    try {
      serve(behaviorsOf(config as unknown as Config, policies, arn));
    } catch (error) {
      throw new ResourceError(resource, (error as Error).message);
    }
    return { ref: id, attributes: { Id: id, DomainName: `${id}.cloudfront.net` } };
  },
});
