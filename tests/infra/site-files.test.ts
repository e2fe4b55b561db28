// The bucket of the site: private, read by its distribution alone, and told apart what is kept and what is not.
import { describe, expect, it } from 'vitest';
import { systemOf } from './support/assembly.ts';
import { describeRules } from './support/rules.ts';
import { at, listAt, type Resource, textAt } from './support/system.ts';

const isSite = ({ id }: Resource): boolean => id.startsWith('Site');

const statementsOf = ({ properties }: Resource) => listAt(properties, 'PolicyDocument.Statement');

describeRules('the bucket of the site', [
  {
    fact: 'a bucket is encrypted, and no policy or list can open it to everybody',
    type: 'AWS::S3::Bucket',
    holds: ({ properties }) =>
      at(properties, 'BucketEncryption') !== undefined &&
      ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'].every(
        (part) => at(properties, `PublicAccessBlockConfiguration.${part}`) === true,
      ),
    broken: ['PublicAccessBlockConfiguration.BlockPublicPolicy', false],
  },
  {
    fact: 'a bucket is spoken to over TLS, and opened to no account and no person',
    type: 'AWS::S3::BucketPolicy',
    holds: (policy) =>
      statementsOf(policy).some(
        (each) =>
          at(each, 'Effect') === 'Deny' &&
          at(each, 'Condition.Bool.aws:SecureTransport') === 'false',
      ) &&
      statementsOf(policy).every(
        (each) =>
          at(each, 'Effect') === 'Deny' ||
          (at(each, 'Principal.Service') === 'cloudfront.amazonaws.com' &&
            at(each, 'Action') === 's3:GetObject' &&
            textAt(each, 'Condition.StringEquals').includes('distribution/')),
      ),
    broken: ['PolicyDocument.Statement', [{ Effect: 'Allow', Principal: '*', Action: 's3:*' }]],
  },
]);

describe.each(['dev', 'prod'] as const)('the distribution of %s', (stage) => {
  const system = systemOf(stage);
  const [site] = system.of('AWS::CloudFront::Distribution');
  const behaviors = listAt(site?.properties, 'DistributionConfig.CacheBehaviors');
  const behavior = (pattern: string) =>
    behaviors.find((each) => at(each, 'PathPattern') === pattern);

  it('reads the bucket by its origin access control, and it alone may', () => {
    const origins = listAt(site?.properties, 'DistributionConfig.Origins').filter(
      (origin) => at(origin, 'S3OriginConfig') !== undefined,
    );
    expect(origins.length).toBeGreaterThan(0);
    for (const origin of origins) expect(at(origin, 'OriginAccessControlId')).toBeDefined();
    const policies = system.of('AWS::S3::BucketPolicy').filter(isSite);
    const readers = policies.flatMap(statementsOf).filter((each) => at(each, 'Effect') === 'Allow');
    expect(readers).toHaveLength(1);
    expect(textAt(readers[0], 'Condition')).toContain(site?.id);
  });

  it('keeps files for good, pages never, and sessions go to the function', () => {
    const optimized = '658327ea-f89d-4fab-a63d-7e88639e58f6';
    const disabled = '4135ea2d-6df8-44a3-9df3-4b5a84be39ad';
    const policies = ['/staff/assets/*', '/staff', '/staff/*', '/staff/session/*'].map((pattern) =>
      at(behavior(pattern), 'CachePolicyId'),
    );
    expect(policies).toEqual([optimized, disabled, disabled, disabled]);
    expect(at(behavior('/staff/session/*'), 'TargetOriginId')).toBe(
      at(site?.properties, 'DistributionConfig.DefaultCacheBehavior.TargetOriginId'),
    );
    for (const pattern of ['/staff/assets/*', '/staff', '/staff/*']) {
      expect(at(behavior(pattern), 'ResponseHeadersPolicyId')).toBeDefined();
    }
  });

  it('is known to the command that puts the files there', () => {
    const names = system.of('AWS::SSM::Parameter').map(({ properties }) => at(properties, 'Name'));
    expect(names).toContain(`/tandem/${stage}/platform/site-bucket`);
    expect(names).toContain(`/tandem/${stage}/platform/site-distribution`);
  });
});
