// What is kept: tables, topics and secrets.
import { describeRules } from './support/rules.ts';
import { at, listAt, numberAt, textAt } from './support/system.ts';

const table = 'AWS::DynamoDB::Table';

/** Notifications waits for nothing, and products keeps its deadlines as items. */
const hasDueIndex = (properties: unknown) =>
  !/-(?:notifications|products)$/.test(String(at(properties, 'TableName')));

const index = (properties: unknown, name: string) =>
  listAt(properties, 'GlobalSecondaryIndexes').find((each) => at(each, 'IndexName') === name);

describeRules('tables', [
  {
    fact: 'every table is paid by request',
    type: table,
    holds: ({ properties }) => at(properties, 'BillingMode') === 'PAY_PER_REQUEST',
    broken: ['BillingMode', undefined],
  },
  {
    fact: 'every table can be restored to any second',
    type: table,
    holds: ({ properties }) =>
      at(properties, 'PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled') === true,
    broken: ['PointInTimeRecoverySpecification', undefined],
  },
  {
    fact: 'every table is encrypted with the key of the stage',
    type: table,
    holds: ({ properties }) =>
      at(properties, 'SSESpecification.SSEType') === 'KMS' &&
      textAt(properties, 'SSESpecification.KMSMasterKeyId').includes('platformkeyarn'),
    broken: ['SSESpecification.KMSMasterKeyId', undefined],
  },
  {
    fact: 'no table can be deleted by mistake',
    type: table,
    stages: ['prod'],
    holds: ({ properties, deletionPolicy }) =>
      at(properties, 'DeletionProtectionEnabled') === true &&
      deletionPolicy === 'RetainExceptOnCreate',
    broken: ['DeletionProtectionEnabled', false],
  },
  {
    fact: 'every table is chosen by the weekly plan, whose last three copies are kept',
    type: table,
    stages: ['prod'],
    holds: ({ properties }, system) => {
      const [plan] = system.of('AWS::Backup::BackupPlan');
      const [chosen] = system.of('AWS::Backup::BackupSelection');
      const tag = at(chosen?.properties, 'BackupSelection.ListOfTags.0');
      return (
        numberAt(plan?.properties, 'BackupPlan.BackupPlanRule.0.Lifecycle.DeleteAfterDays') ===
          20 &&
        listAt(properties, 'Tags').some(
          (each) =>
            at(each, 'Key') === at(tag, 'ConditionKey') &&
            at(each, 'Value') === at(tag, 'ConditionValue'),
        )
      );
    },
    broken: ['Tags', []],
  },
  {
    fact: 'every table streams new images and forgets what has expired',
    type: table,
    holds: ({ properties }) =>
      at(properties, 'StreamSpecification.StreamViewType') === 'NEW_IMAGE' &&
      at(properties, 'TimeToLiveSpecification.AttributeName') === 'expiresAt',
    broken: ['TimeToLiveSpecification', undefined],
  },
  {
    fact: 'every table has the index of what is still to be published',
    type: table,
    holds: ({ properties }) =>
      at(index(properties, 'pending-index'), 'KeySchema.0.AttributeName') === 'pending' &&
      at(index(properties, 'pending-index'), 'Projection.ProjectionType') === 'ALL',
    broken: ['GlobalSecondaryIndexes', []],
  },
  {
    fact: 'every table with deadlines in its items has the index over them',
    type: table,
    where: ({ properties }) => hasDueIndex(properties),
    holds: ({ properties }) =>
      at(index(properties, 'due-index'), 'KeySchema.1.AttributeName') === 'dueAt' &&
      at(index(properties, 'due-index'), 'Projection.ProjectionType') === 'KEYS_ONLY',
    broken: ['GlobalSecondaryIndexes', []],
  },
]);

describeRules('logs', [
  {
    fact: 'every log group forgets',
    type: 'AWS::Logs::LogGroup',
    holds: ({ properties }) => numberAt(properties, 'RetentionInDays') > 0,
    broken: ['RetentionInDays', undefined],
  },
]);

describeRules('money', [
  {
    fact: 'a month that gets dearer than planned is told to the topic of the alarms',
    type: 'AWS::Budgets::Budget',
    holds: ({ properties }) =>
      listAt(properties, 'NotificationsWithSubscribers').every((each) =>
        textAt(each, 'Subscribers').includes('AlarmsTopic'),
      ) && numberAt(properties, 'Budget.BudgetLimit.Amount') > 0,
    broken: ['Budget.BudgetLimit.Amount', 0],
  },
]);

describeRules('keys, topics and secrets', [
  {
    fact: 'the key of the tables is renewed every year',
    type: 'AWS::KMS::Key',
    holds: ({ properties }) => at(properties, 'EnableKeyRotation') === true,
    broken: ['EnableKeyRotation', false],
  },
  {
    fact: 'every topic is encrypted',
    type: 'AWS::SNS::Topic',
    holds: ({ properties }) => at(properties, 'KmsMasterKeyId') !== undefined,
    broken: ['KmsMasterKeyId', undefined],
  },
  {
    fact: 'every topic refuses requests without TLS',
    type: 'AWS::SNS::Topic',
    holds: (topic, system) =>
      system
        .referring(topic, 'AWS::SNS::TopicPolicy', 'Topics')
        .some(({ properties }) =>
          JSON.stringify(properties).includes('"aws:SecureTransport":"false"'),
        ),
    broken: (system) => system.remove('AWS::SNS::TopicPolicy'),
  },
  {
    fact: 'every secret is made by Secrets Manager and stands in no template',
    type: 'AWS::SecretsManager::Secret',
    holds: ({ properties }) =>
      at(properties, 'GenerateSecretString') !== undefined &&
      at(properties, 'SecretString') === undefined,
    broken: ['SecretString', 'hunter2'],
  },
  {
    fact: 'the signing keys are rotated at once and then every 30 days',
    type: 'AWS::SecretsManager::RotationSchedule',
    holds: ({ properties }) =>
      at(properties, 'RotateImmediatelyOnUpdate') === true &&
      numberAt(properties, 'RotationRules.AutomaticallyAfterDays') === 30,
    broken: ['RotateImmediatelyOnUpdate', false],
  },
]);
