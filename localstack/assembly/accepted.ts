// Resource types that change nothing on a laptop: accepted, answered with plausible references, not made.
import type { Account } from '../cloud/arn.ts';
import type { Created, Resource } from '../cloud/cloud.ts';

const accepted: readonly (string | RegExp)[] = [
  'AWS::CDK::Metadata',
  /^AWS::EC2::/,
  /^AWS::Logs::/,
  /^AWS::CloudWatch::/,
  /^AWS::CodeDeploy::/,
  /^AWS::ApplicationAutoScaling::/,
  /^AWS::WAFv2::/,
  /^AWS::KMS::/,
  /^AWS::ServiceDiscovery::/,
  /^AWS::SecurityHub::/,
  /^AWS::Budgets::/,
  /^AWS::Backup::/,
  /^AWS::Glue::/,
  /^AWS::SES::/,
  /^AWS::XRay::/,
  /^AWS::ApplicationSignals::/,
  'AWS::ApiGateway::Account',
  'AWS::ECS::ClusterCapacityProviderAssociations',
  'AWS::SecretsManager::ResourcePolicy',
  'AWS::IAM::ServiceLinkedRole',
];

export function isAccepted(type: string): boolean {
  return accepted.some((rule) => (typeof rule === 'string' ? rule === type : rule.test(type)));
}

/** A reference that looks like the real thing where something else may take it apart. */
export function acceptedResource(resource: Resource, account: Account): Created {
  const { type, logicalId, stack } = resource;
  const service = (type.split('::')[1] ?? '').toLowerCase();
  const kind = (type.split('::')[2] ?? '').toLowerCase();
  const name = resource.properties[`${type.split('::')[2]}Name`];
  const id = typeof name === 'string' ? name : `${stack}-${logicalId}`;
  const arn = `arn:aws:${service}:${account.region}:${account.accountId}:${kind}/${id}`;
  return {
    ref: id,
    // Anything the template may ask of it is an identifier of the same resource.
    attributes: new Proxy<Record<string, unknown>>(
      { Arn: arn, CidrBlock: '10.0.0.0/16' },
      { get: (known, key) => known[String(key)] ?? `${id}-${String(key).toLowerCase()}` },
    ),
  };
}
