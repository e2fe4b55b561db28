// Lets Secrets Manager have a secret rotated by a function, first when the schedule is made.
import { Aws, Names } from 'aws-cdk-lib';
import { Grant, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnRotationSchedule, type ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import type { ServiceFunction } from '../compute/service-function.ts';

/** https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets-required-permissions-function.html */
export const rotateEvery30Days = (
  scope: Construct,
  secret: ISecret,
  rotation: ServiceFunction,
): void => {
  const grant = Grant.addToPrincipal({
    grantee: rotation,
    actions: [
      'secretsmanager:DescribeSecret',
      'secretsmanager:GetSecretValue',
      'secretsmanager:PutSecretValue',
      'secretsmanager:UpdateSecretVersionStage',
    ],
    resourceArns: [secret.secretArn],
  });
  rotation.alias.addPermission(`SecretsManager-${Names.nodeUniqueId(secret.node)}`, {
    principal: new ServicePrincipal('secretsmanager.amazonaws.com'),
    sourceAccount: Aws.ACCOUNT_ID,
    sourceArn: secret.secretArn,
  });
  const schedule = new CfnRotationSchedule(scope, 'Rotation', {
    secretId: secret.secretArn,
    rotationLambdaArn: rotation.alias.functionArn,
    rotationRules: { automaticallyAfterDays: 30 },
    rotateImmediatelyOnUpdate: true,
  });
  schedule.node.addDependency(rotation.alias);
  grant.applyBefore(schedule);
};
