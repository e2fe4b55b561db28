// Physical names, and the SSM parameters by which the stacks find each other.
import { ArnFormat, Stack, Tags } from 'aws-cdk-lib';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import type { StageConfig } from './stages.ts';

/** `tandem-<stage>-<part>…` */
export const nameOf = (stage: StageConfig, ...parts: readonly string[]): string =>
  ['tandem', stage.name, ...parts].join('-');

/** The table of a service; that of auth is named after what it keeps. */
export const tableNameOf = (stage: StageConfig, service: string): string =>
  nameOf(stage, service === 'auth' ? 'users' : service);

/** Without the `:*` that CloudFormation's own attribute ends with and API Gateway and WAF refuse. */
export const logGroupArn = (scope: Construct, logGroupName: string): string =>
  Stack.of(scope).formatArn({
    service: 'logs',
    resource: 'log-group',
    resourceName: logGroupName,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });

export const parameterName = (stage: StageConfig, path: string): string =>
  `/tandem/${stage.name}/${path}`;

/** What a stack has published itself: it never asks for that. */
const published = new WeakMap<Stack, Map<string, string>>();

/** Makes a value known to other stacks as `<service>/<key>`. */
export const publish = (
  scope: Construct,
  stage: StageConfig,
  values: Readonly<Record<string, string>>,
): void => {
  const stack = Stack.of(scope);
  const own = published.get(stack) ?? new Map<string, string>();
  published.set(stack, own);
  for (const [path, stringValue] of Object.entries(values)) {
    own.set(path, stringValue);
    new StringParameter(scope, `Parameter-${path.replaceAll('/', '-')}`, {
      parameterName: parameterName(stage, path),
      stringValue,
    });
  }
};

/** The value another stack (or, below `config/`, the operator) has put under `<service>/<key>`. */
export const lookUp = (scope: Construct, stage: StageConfig, path: string): string => {
  const stack = Stack.of(scope);
  return (
    published.get(stack)?.get(path) ??
    StringParameter.valueForStringParameter(stack, parameterName(stage, path))
  );
};

/** Took their first tags so lately that tools and regions still refuse them; none of them has a price of its own. */
const untagged = [
  'AWS::ApplicationAutoScaling::ScalableTarget',
  'AWS::CloudWatch::Dashboard',
  'AWS::ElasticLoadBalancingV2::Listener',
  'AWS::ElasticLoadBalancingV2::ListenerRule',
];

export const tagAll = (scope: Construct, tags: Readonly<Record<string, string>>): void => {
  for (const [key, value] of Object.entries(tags)) {
    Tags.of(scope).add(key, value, { excludeResourceTypes: untagged });
  }
};
