// Weekly copies of the tables in a vault of their own, for what a restore to any second of 35 days cannot undo: a lost key, or restores switched off.
import { Tags } from 'aws-cdk-lib';
import {
  CfnBackupPlan,
  CfnBackupSelection,
  CfnBackupVault,
  CfnRestoreTestingPlan,
  CfnRestoreTestingSelection,
} from 'aws-cdk-lib/aws-backup';
import { ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Construct, type IConstruct } from 'constructs';
import { nameOf } from '../../names.ts';
import type { StageConfig } from '../../stages.ts';

const tag = 'backup';

/** The last three copies. */
const keptDays = 20;

/** Has the plan of the stage copy a table. */
export const backedUp = (table: IConstruct, stage: StageConfig): void =>
  Tags.of(table).add(tag, nameOf(stage));

/** https://docs.aws.amazon.com/aws-backup/latest/devguide/encryption.html */
const vaultKey = (scope: Construct, stage: StageConfig, role: Role): Key => {
  const key = new Key(scope, 'Key', {
    alias: nameOf(stage, 'backup'),
    description: `Copies of the tables of Tandem (${stage.name})`,
    enableKeyRotation: true,
    removalPolicy: stage.removalPolicy,
  });
  key.grant(role, 'kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey');
  return key;
};

export class WeeklyBackup extends Construct {
  private readonly stage: StageConfig;

  constructor(scope: Construct, id: string, stage: StageConfig) {
    super(scope, id);
    this.stage = stage;
    const name = nameOf(stage);
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('backup.amazonaws.com'),
      managedPolicies: ['Backup', 'Restores'].map((kind) =>
        ManagedPolicy.fromAwsManagedPolicyName(`service-role/AWSBackupServiceRolePolicyFor${kind}`),
      ),
    });
    const vault = new CfnBackupVault(this, 'Vault', {
      backupVaultName: name,
      // Not the key of the tables: who loses that one loses no copy.
      encryptionKeyArn: vaultKey(this, stage, role).keyArn,
      // Nobody shortens the life of a copy: https://docs.aws.amazon.com/aws-backup/latest/devguide/vault-lock.html
      lockConfiguration: { minRetentionDays: keptDays },
    });
    vault.applyRemovalPolicy(stage.removalPolicy);
    const plan = new CfnBackupPlan(this, 'Plan', {
      backupPlan: { backupPlanName: name, backupPlanRule: [this.weekly(vault)] },
    });
    new CfnBackupSelection(this, 'Tables', {
      backupPlanId: plan.ref,
      backupSelection: {
        selectionName: 'tables',
        iamRoleArn: role.roleArn,
        listOfTags: [{ conditionType: 'STRINGEQUALS', conditionKey: tag, conditionValue: name }],
      },
    });
    this.drill(vault, role);
  }

  private weekly(vault: CfnBackupVault): CfnBackupPlan.BackupRuleResourceTypeProperty {
    const lifecycle = { deleteAfterDays: keptDays };
    const { copyVault } = this.stage;
    return {
      ruleName: 'weekly',
      targetBackupVault: vault.ref,
      // Copies of a table are whole ones, and paid as such. At night in Europe and America alike.
      scheduleExpression: 'cron(0 5 ? * SUN *)',
      startWindowMinutes: 60,
      completionWindowMinutes: 360,
      lifecycle,
      copyActions:
        copyVault === undefined ? undefined : [{ destinationBackupVaultArn: copyVault, lifecycle }],
    };
  }

  /** Each month the latest copy of every table is restored, and deleted again after a day: https://docs.aws.amazon.com/aws-backup/latest/devguide/restore-testing.html */
  private drill(vault: CfnBackupVault, role: Role): void {
    const name = nameOf(this.stage).replaceAll('-', '_');
    const plan = new CfnRestoreTestingPlan(this, 'Drill', {
      restoreTestingPlanName: name,
      scheduleExpression: 'cron(0 9 1 * ? *)',
      recoveryPointSelection: {
        algorithm: 'LATEST_WITHIN_WINDOW',
        includeVaults: [vault.attrBackupVaultArn],
        recoveryPointTypes: ['SNAPSHOT'],
        selectionWindowDays: keptDays,
      },
    });
    new CfnRestoreTestingSelection(this, 'DrillTables', {
      restoreTestingPlanName: plan.restoreTestingPlanName,
      restoreTestingSelectionName: `${name}_tables`,
      protectedResourceType: 'DynamoDB',
      protectedResourceArns: ['*'],
      iamRoleArn: role.roleArn,
      validationWindowHours: 24,
    }).addResourceDependency(plan);
  }
}
