// AWS::ElasticLoadBalancingV2 resources: an application load balancer is an HTTP server on a free port.

import { type Account, arnOf } from '../cloud/arn.ts';
import type { Lifetime, Log, Resource, ResourceHandler } from '../cloud/cloud.ts';
import { object, optionalNumber, optionalText, ResourceError } from '../cloud/read.ts';
import { type Forward, startLoadBalancer } from './balancer.ts';
import { listener, rule } from './listeners.ts';
import type { Balancers } from './registry.ts';
import { targetGroup } from './target-group.ts';

interface Needs {
  readonly account: Account;
  readonly balancers: Balancers;
  readonly forward: Forward;
  readonly log: Log;
  readonly onStop: Lifetime['onStop'];
}

function arnOfNamed(account: Account, resource: Resource, kind: string): string {
  const name = optionalText(resource.properties, 'Name') ?? resource.logicalId;
  return arnOf('elasticloadbalancing', `${kind}/${name}/embedded`, account);
}

const loadBalancerProperties = [
  'IpAddressType',
  'LoadBalancerAttributes',
  'Name',
  'Scheme',
  'SecurityGroups',
  'Subnets',
  'Tags',
  'Type',
];

const loadBalancer = ({ account, balancers, ...needs }: Needs): ResourceHandler => ({
  type: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
  properties: loadBalancerProperties,
  async create(resource) {
    const type = optionalText(resource.properties, 'Type') ?? 'application';
    if (type !== 'application') throw new ResourceError(resource, `Type ${type} is not handled`);
    const arn = arnOfNamed(account, resource, 'loadbalancer/app');
    const balancer = await startLoadBalancer({ arn, ...needs });
    balancers.loadBalancers.set(arn, balancer);
    const { dnsName } = balancer;
    return {
      ref: arn,
      attributes: {
        LoadBalancerArn: arn,
        DNSName: dnsName,
        LoadBalancerName: arn.split('/')[2],
        LoadBalancerFullName: arn.split('loadbalancer/')[1],
        CanonicalHostedZoneID: 'ZEMBEDDED',
        SecurityGroups: resource.properties.SecurityGroups ?? [],
      },
    };
  },
});

const groupProperties = [
  'HealthCheckEnabled',
  'HealthCheckIntervalSeconds',
  'HealthCheckPath',
  'HealthCheckPort',
  'HealthCheckProtocol',
  'HealthCheckTimeoutSeconds',
  'HealthyThresholdCount',
  'IpAddressType',
  'Matcher.HttpCode',
  'Name',
  'Port',
  'Protocol',
  'ProtocolVersion',
  'Tags',
  'TargetGroupAttributes',
  'TargetType',
  'UnhealthyThresholdCount',
  'VpcId',
];

const group = ({ account, balancers }: Needs): ResourceHandler => ({
  type: 'AWS::ElasticLoadBalancingV2::TargetGroup',
  properties: groupProperties,
  create(resource) {
    const { properties } = resource;
    const matcher = object(properties, 'Matcher');
    const arn = arnOfNamed(account, resource, 'targetgroup');
    const name = arn.split('/')[1] ?? resource.logicalId;
    const seconds = (property: string, usual: number) =>
      (optionalNumber(properties, property) ?? usual) * 1000;
    balancers.groups.set(
      arn,
      targetGroup(arn, name, {
        path: optionalText(properties, 'HealthCheckPath') ?? '/',
        intervalMs: seconds('HealthCheckIntervalSeconds', 30),
        timeoutMs: seconds('HealthCheckTimeoutSeconds', 5),
        unhealthyThreshold: optionalNumber(properties, 'UnhealthyThresholdCount') ?? 2,
        matcher: optionalText(matcher, 'HttpCode') ?? '200',
      }),
    );
    return {
      ref: arn,
      attributes: {
        TargetGroupArn: arn,
        TargetGroupName: name,
        TargetGroupFullName: arn.split(':').at(-1),
        LoadBalancerArns: [],
      },
    };
  },
});

export const loadBalancingResources = (needs: Needs): readonly ResourceHandler[] =>
  [loadBalancer, listener, rule, group].map((make) => make(needs));
