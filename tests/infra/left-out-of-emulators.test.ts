// What emulators do not have: no deployment to one of them sees it, so a rule over the templates stands in for each type.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { profiles } from '../../localstack/emulators/assembly/profiles.ts';
import { describeRules } from './support/rules.ts';
import { at, listAt, numberAt, textAt } from './support/system.ts';

const privateSubnet = /"NetworkVpcprivateSubnet\dSubnet/g;

describeRules('what emulators leave out', [
  {
    fact: 'the link from the gateway has a foot in both zones, and a group of its own',
    type: 'AWS::ApiGatewayV2::VpcLink',
    holds: (link, system) =>
      new Set(textAt(link.properties, 'SubnetIds').match(privateSubnet)).size === 2 &&
      system.referred(link, at(link.properties, 'SecurityGroupIds'), 'AWS::EC2::SecurityGroup')
        .length === 1,
    broken: ['SecurityGroupIds', []],
  },
  {
    fact: 'an alias is shifted by the application of CodeDeploy for functions',
    type: 'AWS::CodeDeploy::Application',
    holds: ({ properties }) => at(properties, 'ComputePlatform') === 'Lambda',
    broken: ['ComputePlatform', 'ECS'],
  },
  {
    fact: 'a way out has an address that stays',
    type: 'AWS::EC2::NatGateway',
    stages: ['prod'],
    holds: (gateway, system) =>
      system.referred(gateway, at(gateway.properties, 'AllocationId'), 'AWS::EC2::EIP').length ===
      1,
    broken: ['AllocationId', undefined],
  },
  {
    fact: 'no address is kept without a way out that has it',
    type: 'AWS::EC2::EIP',
    stages: ['prod'],
    holds: (address, system) =>
      system.referring(address, 'AWS::EC2::NatGateway', 'AllocationId').length === 1,
    broken: (system) => system.remove('AWS::EC2::NatGateway'),
  },
  {
    fact: 'what the network refuses is noted, in a log group that forgets',
    type: 'AWS::EC2::FlowLog',
    holds: (log, system) =>
      at(log.properties, 'TrafficType') === 'REJECT' &&
      system
        .referred(log, at(log.properties, 'LogGroupName'), 'AWS::Logs::LogGroup')
        .some(({ properties }) => at(properties, 'RetentionInDays') !== undefined),
    broken: ['LogGroupName', '/vpc/of-another'],
  },
  {
    fact: 'who opens a connection inside names whom it is for',
    type: 'AWS::EC2::SecurityGroupEgress',
    holds: ({ properties }) =>
      at(properties, 'DestinationSecurityGroupId') !== undefined &&
      at(properties, 'CidrIp') === undefined,
    broken: ['DestinationSecurityGroupId', undefined],
  },
  {
    fact: 'the cluster has the capacity that its services ask for',
    type: 'AWS::ECS::ClusterCapacityProviderAssociations',
    stages: ['dev'],
    holds: (cluster, system) =>
      system
        .of('AWS::ECS::Service')
        .flatMap(({ properties }) => listAt(properties, 'CapacityProviderStrategy'))
        .every((each) =>
          listAt(cluster.properties, 'CapacityProviders').includes(at(each, 'CapacityProvider')),
        ),
    broken: ['CapacityProviders', ['FARGATE']],
  },
  {
    fact: 'visitors of the site speak TLS, and so does the site with what is behind it',
    type: 'AWS::CloudFront::Distribution',
    holds: ({ properties }) =>
      [
        at(properties, 'DistributionConfig.DefaultCacheBehavior'),
        ...listAt(properties, 'DistributionConfig.CacheBehaviors'),
      ].every((each) => at(each, 'ViewerProtocolPolicy') === 'redirect-to-https') &&
      listAt(properties, 'DistributionConfig.Origins').every(
        (origin) =>
          at(origin, 'S3OriginConfig') !== undefined ||
          at(origin, 'CustomOriginConfig.OriginProtocolPolicy') === 'https-only',
      ),
    broken: ['DistributionConfig.DefaultCacheBehavior.ViewerProtocolPolicy', 'allow-all'],
  },
  {
    fact: 'a bucket is asked with a signature, whoever the visitor is',
    type: 'AWS::CloudFront::OriginAccessControl',
    holds: ({ properties }) =>
      at(properties, 'OriginAccessControlConfig.SigningBehavior') === 'always' &&
      at(properties, 'OriginAccessControlConfig.OriginAccessControlOriginType') === 's3',
    broken: ['OriginAccessControlConfig.SigningBehavior', 'no-override'],
  },
  {
    fact: 'pages from the bucket run no script but files of ours, and stand in no frame',
    type: 'AWS::CloudFront::ResponseHeadersPolicy',
    holds: ({ properties }) => {
      const security = at(properties, 'ResponseHeadersPolicyConfig.SecurityHeadersConfig');
      const policy = textAt(security, 'ContentSecurityPolicy.ContentSecurityPolicy');
      return (
        ["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'"].every((rule) =>
          policy.includes(rule),
        ) &&
        at(security, 'ContentTypeOptions.Override') === true &&
        at(security, 'FrameOptions.FrameOption') === 'DENY' &&
        at(security, 'ReferrerPolicy.ReferrerPolicy') === 'same-origin' &&
        numberAt(security, 'StrictTransportSecurity.AccessControlMaxAgeSec') >= 31_536_000
      );
    },
    broken: [
      'ResponseHeadersPolicyConfig.SecurityHeadersConfig.ContentSecurityPolicy.ContentSecurityPolicy',
      "default-src 'self'; script-src 'self' 'unsafe-inline'",
    ],
  },
  {
    fact: 'each address of the staff pages is their one page',
    type: 'AWS::CloudFront::Function',
    holds: ({ properties }) =>
      /uri = '\/staff\/index\.html'/.test(textAt(properties, 'FunctionCode')) &&
      at(properties, 'AutoPublish') === true,
    broken: ['AutoPublish', false],
  },
]);

/** LocalStack lacks more, and is no part of the gate. */
const tried = profiles.filter(({ name }) => name !== 'localstack');

describe('each type that an emulator leaves out', () => {
  const rules = readdirSync('tests/infra')
    .filter((name) => name.endsWith('.test.ts') && !/^(costs|emulators|release)\./.test(name))
    .map((name) => readFileSync(`tests/infra/${name}`, 'utf8'))
    .join('\n');

  it.each(tried.map(({ name, leftOut }) => [name, leftOut] as const))(
    'of %s is looked at by a test of the templates',
    (_, leftOut) => {
      const unseen = Object.keys(leftOut).filter((type) => !rules.includes(`'${type}'`));
      expect(unseen).toEqual([]);
    },
  );
});
