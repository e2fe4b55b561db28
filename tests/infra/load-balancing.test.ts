// How requests reach the containers: the internal load balancer, its rules, and who may connect to whom.
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { systemOf } from './support/assembly.ts';
import { describeRules } from './support/rules.ts';
import { at, listAt, type Resource, references, type System, textAt } from './support/system.ts';

const attribute = (properties: unknown, list: string, key: string) =>
  at(
    listAt(properties, list).find((each) => at(each, 'Key') === key),
    'Value',
  );

const rulesTo = (group: Resource, system: System) =>
  system.referring(group, 'AWS::ElasticLoadBalancingV2::ListenerRule', 'Actions');

describeRules('load balancing', [
  {
    fact: 'the load balancer is internal and drops malformed headers',
    type: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
    holds: ({ properties }) =>
      at(properties, 'Scheme') === 'internal' &&
      attribute(
        properties,
        'LoadBalancerAttributes',
        'routing.http.drop_invalid_header_fields.enabled',
      ) === 'true',
    broken: ['Scheme', 'internet-facing'],
  },
  {
    fact: 'a task gets requests while it says it is ready, and none soon after it leaves',
    type: 'AWS::ElasticLoadBalancingV2::TargetGroup',
    holds: (group, system) =>
      at(group.properties, 'HealthCheckPath') === '/health/ready' &&
      Number(
        attribute(
          group.properties,
          'TargetGroupAttributes',
          'deregistration_delay.timeout_seconds',
        ),
      ) <= 10 &&
      rulesTo(group, system).length === 1,
    broken: ['TargetGroupAttributes', []],
  },
  {
    fact: 'no rule leads to what a task tells of itself: health and figures',
    type: 'AWS::ElasticLoadBalancingV2::ListenerRule',
    holds: ({ properties }) =>
      listAt(properties, 'Conditions').some((condition) => {
        const paths = listAt(condition, 'PathPatternConfig.Values');
        return (
          paths.length > 0 &&
          paths.every((path) => /^\/v1\/(?:(?:(?:v\d+|admin)\/)?[a-z]+)?\*$/.test(String(path)))
        );
      }),
    broken: ['Conditions', [{ PathPatternConfig: { Values: ['/v1/orders*', '/*'] } }]],
  },
  {
    // https://github.com/aws/aws-cdk/issues/36649: a rule that is changed gets its first weights back.
    fact: 'a rule whose weights move says nothing of any route, so that a new one leaves it alone',
    type: 'AWS::ElasticLoadBalancingV2::ListenerRule',
    stages: ['prod'],
    holds: ({ stack, properties }, system) => {
      const service = stack.replace('Tandem-prod-', '').toLowerCase();
      const integrations = system
        .of('AWS::ApiGateway::Method')
        .map((method) => at(method.properties, 'Integration.RequestParameters') as object);
      return (
        isDeepStrictEqual(at(properties, 'Conditions'), [
          {
            Field: 'http-header',
            HttpHeaderConfig: { HttpHeaderName: 'X-Tandem-Service', Values: [service] },
          },
          { Field: 'path-pattern', PathPatternConfig: { Values: ['/v1/*'] } },
        ]) &&
        integrations.some((given) =>
          isDeepStrictEqual(Object.entries(given ?? {})[0], [
            `integration.request.header.X-Tandem-Service`,
            `'${service}'`,
          ]),
        )
      );
    },
    broken: ['Conditions.1.PathPatternConfig.Values', ['/v1/orders*']],
  },
  {
    fact: 'containers accept connections from the load balancer and from each other only',
    type: 'AWS::EC2::SecurityGroup',
    where: ({ properties }) => at(properties, 'GroupDescription') === 'Containers',
    holds: ({ id, properties }, system) =>
      listAt(properties, 'SecurityGroupIngress').length === 0 &&
      system
        .of('AWS::EC2::SecurityGroupIngress')
        .filter((rule) => references(at(rule.properties, 'GroupId')).includes(id))
        .every((rule) =>
          /NetworkLoadBalancer|NetworkServices/.test(
            textAt(rule.properties, 'SourceSecurityGroupId'),
          ),
        ),
    broken: ['SecurityGroupIngress', [{ CidrIp: '0.0.0.0/0' }]],
  },
  {
    // Only the gateway looks whether a token was revoked: docs/decisions/0254.
    fact: 'the load balancer accepts connections from the gateway and from containers only',
    type: 'AWS::EC2::SecurityGroup',
    where: ({ properties }) => at(properties, 'GroupDescription') === 'Internal load balancer',
    holds: ({ id, properties }, system) =>
      listAt(properties, 'SecurityGroupIngress').length === 0 &&
      system
        .of('AWS::EC2::SecurityGroupIngress')
        .filter((rule) => references(at(rule.properties, 'GroupId')).includes(id))
        .every((rule) =>
          /NetworkLink|NetworkServices/.test(textAt(rule.properties, 'SourceSecurityGroupId')),
        ),
    broken: ['SecurityGroupIngress', [{ CidrIp: '10.0.0.0/16' }]],
  },
]);

describe('paths', () => {
  it('below the stage go to the service that owns them', () => {
    const paths = systemOf('dev')
      .of('AWS::ElasticLoadBalancingV2::ListenerRule')
      .map(({ stack, properties }) => [
        stack,
        at(properties, 'Priority'),
        at(properties, 'Conditions.0.PathPatternConfig.Values'),
      ]);
    expect(paths).toEqual([
      [
        'Tandem-dev-Orders',
        10,
        ['/v1/admin/orders*', '/v1/cart*', '/v1/coupons*', '/v1/orders*', '/v1/v2/orders*'],
      ],
      [
        'Tandem-dev-Products',
        20,
        ['/v1/categories*', '/v1/inventory*', '/v1/products*', '/v1/variants*'],
      ],
    ]);
  });
});
