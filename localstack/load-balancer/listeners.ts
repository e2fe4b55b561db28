// Listeners and their rules, as the template says: which requests go to which target group.
import type { Resource, ResourceHandler } from '../cloud/cloud.ts';
import {
  object,
  objects,
  optionalNumber,
  optionalText,
  type Properties,
  ResourceError,
  text,
  texts,
} from '../cloud/read.ts';
import type { Balancers } from './registry.ts';
import type { Action, Condition } from './rules.ts';

interface Needs {
  readonly balancers: Balancers;
}

export const listener = ({ balancers }: Needs): ResourceHandler => ({
  type: 'AWS::ElasticLoadBalancingV2::Listener',
  properties: ['DefaultActions', 'LoadBalancerArn', 'Port', 'Protocol'],
  create(resource) {
    const balancer = balancers.loadBalancers.get(text(resource, 'LoadBalancerArn'));
    if (!balancer) throw new ResourceError(resource, 'there is no such load balancer');
    if (balancer.defaultAction) {
      throw new ResourceError(resource, 'a second listener of one load balancer is not handled');
    }
    balancer.defaultAction = actionOf(
      balancers,
      resource,
      objects(resource.properties, 'DefaultActions'),
    );
    const arn = `${balancer.arn.replace(':loadbalancer/', ':listener/')}/${resource.logicalId}`;
    balancers.listeners.set(arn, balancer);
    return { ref: arn, attributes: { ListenerArn: arn } };
  },
});

export const rule = ({ balancers }: Needs): ResourceHandler => ({
  type: 'AWS::ElasticLoadBalancingV2::ListenerRule',
  properties: ['Actions', 'Conditions', 'ListenerArn', 'Priority'],
  create(resource) {
    const { properties } = resource;
    const listenerArn = text(resource, 'ListenerArn');
    const balancer = balancers.listeners.get(listenerArn);
    if (!balancer) throw new ResourceError(resource, 'there is no such listener');
    balancer.rules.push({
      priority: optionalNumber(properties, 'Priority') ?? 50_000,
      conditions: objects(properties, 'Conditions').map((one) => conditionOf(resource, one)),
      action: actionOf(balancers, resource, objects(properties, 'Actions')),
    });
    balancer.rules.sort((one, other) => one.priority - other.priority);
    const arn = `${listenerArn.replace(':listener/', ':listener-rule/')}/${resource.logicalId}`;
    return { ref: arn, attributes: { RuleArn: arn, IsDefault: false } };
  },
});

function actionOf(balancers: Balancers, resource: Resource, actions: Properties[]): Action {
  const [action, ...more] = actions;
  const type = action && optionalText(action, 'Type');
  if (!action || more.length > 0 || (type !== 'forward' && type !== 'fixed-response')) {
    throw new ResourceError(
      resource,
      `one forward or fixed-response action is handled, not ${type}`,
    );
  }
  if (type === 'fixed-response') {
    const config = object(action, 'FixedResponseConfig');
    return {
      type,
      status: optionalNumber(config, 'StatusCode') ?? 200,
      contentType: optionalText(config, 'ContentType') ?? 'text/plain',
      body: optionalText(config, 'MessageBody') ?? '',
    };
  }
  const groups = objects(object(action, 'ForwardConfig'), 'TargetGroups')
    .filter((group) => optionalNumber(group, 'Weight') !== 0)
    .map((group) => optionalText(group, 'TargetGroupArn'));
  const arns = groups.length > 0 ? groups : [optionalText(action, 'TargetGroupArn')];
  return { type, groups: arns.map((arn) => groupOf(balancers, resource, arn)) };
}

function groupOf(balancers: Balancers, resource: Resource, arn: string | undefined) {
  const group = balancers.groups.get(arn ?? '');
  if (!group) throw new ResourceError(resource, `there is no target group ${arn}`);
  return group;
}

const conditionValues = {
  'path-pattern': 'PathPatternConfig',
  'host-header': 'HostHeaderConfig',
  'http-request-method': 'HttpRequestMethodConfig',
  'http-header': 'HttpHeaderConfig',
} as const;

function conditionOf(resource: Resource, condition: Properties): Condition {
  const field = optionalText(condition, 'Field') ?? '';
  if (!(field in conditionValues)) {
    throw new ResourceError(resource, `a condition on ${field} is not handled`);
  }
  const known = field as keyof typeof conditionValues;
  const config = object(condition, conditionValues[known]);
  const values = texts(config, 'Values');
  return {
    field: known,
    name: optionalText(config, 'HttpHeaderName'),
    values: values.length > 0 ? values : texts(condition, 'Values'),
  };
}
