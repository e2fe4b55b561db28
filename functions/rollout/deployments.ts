// What CodeDeploy is asked and told: https://docs.aws.amazon.com/codedeploy/latest/APIReference/
import type { CallAws } from '../../platform/calls/signed-call.ts';
import type { Target } from './asking.ts';

/** https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-hooks.html#reference-appspec-file-structure-hooks-section-structure-lambda-sample-function */
export interface HookEvent {
  readonly DeploymentId: string;
  readonly LifecycleEventHookExecutionId: string;
}

interface Targets {
  readonly deploymentTargets?: readonly {
    readonly lambdaTarget?: {
      readonly lambdaFunctionInfo?: {
        readonly functionName?: string;
        readonly targetVersion?: string;
      };
    };
  }[];
}

export interface Deployments {
  /** The versions that a deployment is to bring. */
  targetsOf(deploymentId: string): Promise<readonly Target[]>;
  /** CodeDeploy waits for it for an hour. */
  report(event: HookEvent, isWell: boolean): Promise<void>;
}

export const createDeployments = (call: CallAws): Deployments => {
  const ask = async <Answer>(operation: string, input: object): Promise<Answer> => {
    const answer = await call({
      service: 'codedeploy',
      path: '/',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': `CodeDeploy_20141006.${operation}`,
      },
      body: JSON.stringify(input),
      withinMs: 3_000,
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${operation}: ${answer.status} ${text.slice(0, 300)}`);
    return JSON.parse(text) as Answer;
  };

  return {
    targetsOf: async (deploymentId) => {
      const { targetIds = [] } = await ask<{ targetIds?: string[] }>('ListDeploymentTargets', {
        deploymentId,
      });
      const { deploymentTargets = [] } = await ask<Targets>('BatchGetDeploymentTargets', {
        deploymentId,
        targetIds,
      });
      const targets = deploymentTargets.flatMap(({ lambdaTarget }) => {
        const { functionName, targetVersion } = lambdaTarget?.lambdaFunctionInfo ?? {};
        return functionName && targetVersion
          ? [{ name: functionName, version: targetVersion }]
          : [];
      });
      // Nothing asked would be told as all well.
      if (targets.length === 0) throw new Error(`deployment ${deploymentId} has no function`);
      return targets;
    },

    report: async ({ DeploymentId, LifecycleEventHookExecutionId }, isWell) => {
      await ask('PutLifecycleEventHookExecutionStatus', {
        deploymentId: DeploymentId,
        lifecycleEventHookExecutionId: LifecycleEventHookExecutionId,
        status: isWell ? 'Succeeded' : 'Failed',
      });
    },
  };
};
