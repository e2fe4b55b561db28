// Daily copies of the tables in a vault of their own, for what a restore to a second cannot undo: a deleted table.
import { Tags } from 'aws-cdk-lib';
import { CfnBackupPlan, CfnBackupSelection, CfnBackupVault } from 'aws-cdk-lib/aws-backup';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { nameOf } from '../names.ts';
import type { StageConfig } from '../stages.ts';

const tag = 'backup';

/** Has the plan of the stage copy a table. */
export const backedUp = (table: Table, stage: StageConfig): void =>
  Tags.of(table).add(tag, nameOf(stage));

export class DailyBackup extends Construct {
  constructor(scope: Construct, id: string, stage: StageConfig, encryptionKeyArn: string) {
    super(scope, id);
    const name = nameOf(stage);
    const vault = new CfnBackupVault(this, 'Vault', { backupVaultName: name, encryptionKeyArn });
    vault.applyRemovalPolicy(stage.removalPolicy);
    const plan = new CfnBackupPlan(this, 'Plan', {
      backupPlan: {
        backupPlanName: name,
        backupPlanRule: [
          {
            ruleName: 'daily',
            targetBackupVault: vault.ref,
            // At night in Europe and America alike.
            scheduleExpression: 'cron(0 5 * * ? *)',
            startWindowMinutes: 60,
            completionWindowMinutes: 360,
            lifecycle: { deleteAfterDays: 35 },
          },
        ],
      },
    });
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('backup.amazonaws.com'),
      managedPolicies: [
        ManagedPolicy.fromAwsManagedPolicyName('service-role/AWSBackupServiceRolePolicyForBackup'),
      ],
    });
    new CfnBackupSelection(this, 'Tables', {
      backupPlanId: plan.ref,
      backupSelection: {
        selectionName: 'tables',
        iamRoleArn: role.roleArn,
        listOfTags: [{ conditionType: 'STRINGEQUALS', conditionKey: tag, conditionValue: name }],
      },
    });
  }
}
