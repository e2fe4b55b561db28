// What shifts the functions' aliases to new code and back.
import { LambdaApplication } from 'aws-cdk-lib/aws-codedeploy';
import { ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { nameOf, publish } from '../../names.ts';
import type { StageConfig } from '../../stages.ts';
import { grantHook } from './rollout-hook.ts';

export const deployments = (scope: Construct, stage: StageConfig): void => {
  const application = new LambdaApplication(scope, 'Deployments', {
    applicationName: nameOf(stage),
  });
  const role = new Role(scope, 'DeploymentRole', {
    assumedBy: new ServicePrincipal('codedeploy.amazonaws.com'),
    managedPolicies: [
      ManagedPolicy.fromAwsManagedPolicyName('service-role/AWSCodeDeployRoleForLambdaLimited'),
    ],
  });
  grantHook(role, stage);
  publish(scope, stage, {
    'platform/deployment-application': application.applicationName,
    'platform/deployment-role-arn': role.roleArn,
  });
};
