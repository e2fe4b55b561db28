// The network's ways out, what passes the firewall, and which old clients are refused.
import { describe, expect, it } from 'vitest';
import { systemOf } from './support/assembly.ts';
import { describeRules } from './support/rules.ts';
import { at, listAt, textAt } from './support/system.ts';

describeRules('ways out of the network', [
  {
    // https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
    fact: 'an endpoint serves identities of this account, and else only reading the layers of images',
    type: 'AWS::EC2::VPCEndpoint',
    holds: ({ properties }) => {
      const statements = listAt(properties, 'PolicyDocument.Statement');
      return (
        statements.length > 0 &&
        statements.every(
          (each) =>
            at(at(each, 'Condition'), 'StringEquals') !== undefined ||
            (at(each, 'Action') === 's3:GetObject' &&
              textAt(each, 'Resource').includes('starport')),
        )
      );
    },
    broken: ['PolicyDocument', undefined],
  },
  {
    fact: 'no security group lets everything out',
    type: 'AWS::EC2::SecurityGroup',
    holds: ({ properties }) =>
      listAt(properties, 'SecurityGroupEgress').every(
        (rule) =>
          at(rule, 'CidrIp') !== '0.0.0.0/0' ||
          (at(rule, 'ToPort') === 443 && at(rule, 'IpProtocol') === 'tcp'),
      ),
    broken: ['SecurityGroupEgress', [{ CidrIp: '0.0.0.0/0', IpProtocol: '-1' }]],
  },
  {
    fact: 'nothing is let in by an address: only by the group it belongs to',
    type: 'AWS::EC2::SecurityGroup',
    holds: (group, system) =>
      listAt(group.properties, 'SecurityGroupIngress').every(
        (rule) => at(rule, 'SourceSecurityGroupId') !== undefined,
      ) &&
      system
        .of('AWS::EC2::SecurityGroupIngress')
        .every(
          ({ properties }) =>
            at(properties, 'SourceSecurityGroupId') !== undefined &&
            at(properties, 'CidrIp') === undefined,
        ),
    broken: ['SecurityGroupIngress', [{ CidrIp: '0.0.0.0/0', IpProtocol: 'tcp' }]],
  },
  {
    fact: 'a task starts from repositories of the account and asks no registry of others',
    type: 'AWS::ECS::TaskDefinition',
    holds: ({ properties }) =>
      listAt(properties, 'ContainerDefinitions').every((each) =>
        textAt(each, 'Image').includes('cdk-hnb659fds-container-assets'),
      ),
    broken: ['ContainerDefinitions.0.Image', 'public.ecr.aws/docker/library/node:24'],
  },
  {
    // https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-security-policies.html
    fact: 'the public address speaks TLS 1.2 at least',
    type: 'AWS::ApiGateway::RestApi',
    holds: ({ properties }) => at(properties, 'SecurityPolicy') === 'TLS_1_2',
    broken: ['SecurityPolicy', undefined],
  },
  {
    fact: 'a filter of log lines hangs on a log group of its own stack, and goes and comes with it',
    type: 'AWS::Logs::MetricFilter',
    holds: (filter, system) =>
      system.referred(filter, at(filter.properties, 'LogGroupName'), 'AWS::Logs::LogGroup')
        .length === 1,
    broken: ['LogGroupName', '/ecs/tandem-dev-orders'],
  },
]);

describe.each(['dev', 'prod'] as const)(
  'log groups that AWS would make without an end (%s)',
  (stage) => {
    const system = systemOf(stage);

    it.each([['API-Gateway-Execution-Logs_', 'AWS::ApiGateway::Stage']])(
      '%s… is there before what writes to it, and forgets',
      (name, type) => {
        const [group] = system
          .of('AWS::Logs::LogGroup')
          .filter(({ properties }) => textAt(properties, 'LogGroupName').includes(name));
        expect(at(group?.properties, 'RetentionInDays')).toBeGreaterThan(0);
        expect(system.of(type)[0]?.dependsOn).toContain(group?.id);
      },
    );
  },
);

describe('the firewall', () => {
  // https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-baseline.html
  it('refuses nothing for what stands in a body: services judge that', () => {
    const [acl] = systemOf('prod').of('AWS::WAFv2::WebACL');
    const common = listAt(acl?.properties, 'Rules').find(
      (rule) => at(rule, 'Name') === 'AWSManagedRulesCommonRuleSet',
    );
    const counted = listAt(common, 'Statement.ManagedRuleGroupStatement.RuleActionOverrides');
    expect(counted.map((each) => at(each, 'Name'))).toEqual([
      'SizeRestrictions_BODY',
      'NoUserAgent_HEADER',
      'CrossSiteScripting_BODY',
      'EC2MetaDataSSRF_BODY',
      'GenericLFI_BODY',
      'GenericRFI_BODY',
    ]);
    expect(counted.every((each) => at(each, 'ActionToUse.Count') !== undefined)).toBe(true);
  });
});
