// The function that CodeDeploy calls before it shifts traffic: by its name alone, since the stack of no function waits for another.
import { ArnFormat, Stack } from 'aws-cdk-lib';
import { Grant, type Role } from 'aws-cdk-lib/aws-iam';
import type { Alias, CfnAlias } from 'aws-cdk-lib/aws-lambda';
import { nameOf } from '../../names.ts';
import type { StageConfig } from '../../stages.ts';

export const rolloutHook = { service: 'rollout', entry: 'hook' } as const;

const nameOfHook = (stage: StageConfig): string =>
  nameOf(stage, rolloutHook.service, rolloutHook.entry);

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-updatepolicy.html */
export const askBeforeTraffic = (alias: Alias, stage: StageConfig): void => {
  const { cfnOptions } = alias.node.defaultChild as CfnAlias;
  const update = cfnOptions.updatePolicy?.codeDeployLambdaAliasUpdate;
  if (update === undefined) throw new Error(`${alias.node.path} is not moved by CodeDeploy`);
  cfnOptions.updatePolicy = {
    ...cfnOptions.updatePolicy,
    codeDeployLambdaAliasUpdate: { ...update, beforeAllowTrafficHook: nameOfHook(stage) },
  };
};

/** AWS's own policy allows only names that begin with `CodeDeployHook_`. */
export const grantHook = (role: Role, stage: StageConfig): void => {
  const arn = Stack.of(role).formatArn({
    service: 'lambda',
    resource: 'function',
    resourceName: nameOfHook(stage),
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  Grant.addToPrincipal({ grantee: role, actions: ['lambda:InvokeFunction'], resourceArns: [arn] });
};
