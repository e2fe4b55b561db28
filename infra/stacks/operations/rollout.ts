// Rollout: the function that asks every new version of another one before a call meets it.
import { ArnFormat } from 'aws-cdk-lib';
import { Grant } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { api } from '../../../events/http/api.ts';
import { entryOf, type RouteContract } from '../../../events/http/route.ts';
import { isContainer } from '../../constructs/api/gateway-routes.ts';
import { rolloutHook } from '../../constructs/compute/rollout-hook.ts';
import { ServiceFunction } from '../../constructs/compute/service-function.ts';
import { nameOf } from '../../names.ts';
import type { StageConfig } from '../../stages.ts';
import { TandemStack } from '../../tandem-stack.ts';

interface Question {
  readonly path: string;
  readonly status: number;
}

const wantsQuery = ({ request: { query } }: RouteContract): boolean =>
  query !== undefined && 'required' in query;

const isPlain = (route: RouteContract): boolean =>
  route.method === 'GET' && !route.path.includes('{') && !wantsQuery(route);

/** What everybody may ask, and that the rest wants a token: of each function the first of both. */
export const questions = (): Readonly<Record<string, readonly Question[]>> => {
  const byFunction = new Map<string, Question[]>();
  const kinds = [
    { kind: 'public', status: 200 },
    { kind: 'bearer', status: 401 },
  ] as const;
  for (const { kind, status } of kinds) {
    const asked = new Set<string>();
    for (const route of api) {
      const name = `${route.service}-${entryOf(route)}`;
      const fits = route.auth.kind === kind && isPlain(route) && !isContainer(route.service);
      if (!fits || asked.has(name)) continue;
      asked.add(name);
      byFunction.set(name, [...(byFunction.get(name) ?? []), { path: route.path, status }]);
    }
  }
  return Object.fromEntries(byFunction);
};

export class RolloutStack extends TandemStack {
  constructor(scope: Construct, stage: StageConfig) {
    super(scope, 'Rollout', stage);
    const hook = new ServiceFunction(this, 'Hook', {
      stage,
      ...rolloutHook,
      startedBy: 'request',
      // What asks the others cannot be asked by itself.
      isAskedBeforeTraffic: false,
      environment: {
        FUNCTION_PREFIX: `${nameOf(stage)}-`,
        QUESTIONS: JSON.stringify(questions()),
      },
    });
    // A version has no name before it is there, nor a group of CodeDeploy before its function is.
    this.grant(hook, 'lambda:InvokeFunction', 'function', `${nameOf(stage)}-*:*`);
    for (const action of [
      'ListDeploymentTargets',
      'BatchGetDeploymentTargets',
      'PutLifecycleEventHookExecutionStatus',
    ]) {
      this.grant(hook, `codedeploy:${action}`, 'deploymentgroup', `${nameOf(stage)}/*`);
    }
  }

  private grant(
    grantee: ServiceFunction,
    action: string,
    resource: string,
    resourceName: string,
  ): void {
    const arn = this.formatArn({
      service: action.split(':')[0] ?? '',
      resource,
      resourceName,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    Grant.addToPrincipal({ grantee, actions: [action], resourceArns: [arn] });
  }
}
