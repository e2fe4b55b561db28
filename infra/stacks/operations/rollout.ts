// Rollout: the function that asks every new version of another one before a call meets it.
import { ArnFormat, Aws } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { rolloutHook } from '../../constructs/compute/rollout-hook.ts';
import { questions } from '../../constructs/compute/rollout-questions.ts';
import { ServiceFunction } from '../../constructs/compute/service-function.ts';
import { nameOf } from '../../names.ts';
import type { StageConfig } from '../../stages.ts';
import { TandemStack } from '../../tandem-stack.ts';

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
    // As references, also where the account is known: so the finding about it is called the same.
    const arn = this.formatArn({
      partition: Aws.PARTITION,
      region: Aws.REGION,
      account: Aws.ACCOUNT_ID,
      service: action.split(':')[0] ?? '',
      resource,
      resourceName,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    grantee.allow([action], [arn]);
  }
}
