// Least privilege: what every role may do, action by action.
import { describe, expect, it } from 'vitest';
import { systemOf } from './support/assembly.ts';
import { describeRules } from './support/rules.ts';
import { at, listAt, type Resource } from './support/system.ts';

/** Actions that AWS knows no resource for. */
const withoutResource = new Set([
  // https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html
  'xray:PutTelemetryRecords',
  'xray:PutTraceSegments',
  // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerregistry.html
  'ecr:GetAuthorizationToken',
  // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
  'dynamodb:ListStreams',
]);

/** A text message has no ARN to name; the same role is denied every topic. */
const textMessages = 'sns:Publish';

const statements = ({ properties }: Resource) => listAt(properties, 'PolicyDocument.Statement');

const allowed = (policy: Resource) =>
  statements(policy).filter((statement) => at(statement, 'Effect') === 'Allow');

const actions = (statement: unknown) => listAt(statement, 'Action').map(String);

/** What is in one bucket has no names of its own in a policy. */
const objectsOfBucket =
  /^\{"Fn::Join":\["",\[\{"Fn::GetAtt":\["\w*Bucket\w*","Arn"\]\},"\/\*"\]\]\}$/;

/** Functions get versions, and CodeDeploy groups, after the hook that asks them. */
const ofTheStage = /:(?:lambda:.*:function:tandem-\w+-\*:\*|codedeploy:.*:deploymentgroup:.*\/\*)"/;

const isAnything = (resource: unknown) => {
  const text = JSON.stringify(resource);
  return text.includes('*') && ![objectsOfBucket, ofTheStage].some((form) => form.test(text));
};

const deniesTopics = (policy: Resource) =>
  statements(policy).some(
    (statement) =>
      at(statement, 'Effect') === 'Deny' &&
      actions(statement).includes(textMessages) &&
      JSON.stringify(at(statement, 'Resource')).includes(':sns:*:*:*'),
  );

const names = (policy: Resource) => (statement: unknown) =>
  !listAt(statement, 'Resource').some(isAnything) ||
  actions(statement).every(
    (action) => withoutResource.has(action) || (action === textMessages && deniesTopics(policy)),
  );

describeRules('policies', [
  {
    fact: 'every policy allows named actions',
    type: 'AWS::IAM::Policy',
    holds: (policy) => allowed(policy).every((each) => !actions(each).join().includes('*')),
    broken: ['PolicyDocument.Statement.0.Action', 'dynamodb:*'],
  },
  {
    fact: 'every policy names what its actions may touch',
    type: 'AWS::IAM::Policy',
    holds: (policy) => allowed(policy).every(names(policy)),
    broken: ['PolicyDocument.Statement.0.Resource', '*'],
  },
  {
    fact: 'no role stands in for its policies with inline ones or with managed ones of services',
    type: 'AWS::IAM::Role',
    holds: ({ stack, properties }) =>
      at(properties, 'Policies') === undefined &&
      (at(properties, 'ManagedPolicyArns') === undefined || stack.endsWith('-Platform')),
    broken: ['Policies', []],
  },
  {
    fact: 'every function is called by one AWS service, from one place',
    type: 'AWS::Lambda::Permission',
    holds: ({ properties }) =>
      String(at(properties, 'Principal')).endsWith('.amazonaws.com') &&
      at(properties, 'SourceArn') !== undefined,
    broken: ['SourceArn', undefined],
  },
]);

describe('the roles of the services', () => {
  const byService = (stack: string) =>
    systemOf('dev')
      .of('AWS::IAM::Policy')
      .filter((policy) => policy.stack === `Tandem-dev-${stack}`)
      .map((policy) => [
        String(policy.id).replace(/RoleDefaultPolicy\w+$/, ''),
        [
          ...new Set(
            allowed(policy)
              .flatMap(actions)
              .filter((action) => !/^(logs|xray|ecr):/.test(action)),
          ),
        ].toSorted(),
      ]);

  it('let the relay publish, mark and read streams, and the sweeper find what is late', () => {
    expect(Object.fromEntries(byService('Relay'))).toMatchObject({
      Handler: [
        'dynamodb:DescribeStream',
        'dynamodb:GetRecords',
        'dynamodb:GetShardIterator',
        'dynamodb:ListStreams',
        'dynamodb:UpdateItem',
        'sns:Publish',
        'sqs:GetQueueAttributes',
        'sqs:GetQueueUrl',
        'sqs:SendMessage',
      ],
      Sweep: [
        'dynamodb:Query',
        'dynamodb:UpdateItem',
        'sns:Publish',
        'sqs:GetQueueAttributes',
        'sqs:GetQueueUrl',
        'sqs:SendMessage',
      ],
    });
  });

  it('let administrators open dead letters and put them back, and nothing else', () => {
    expect(Object.fromEntries(byService('DeadLetters'))).toMatchObject({
      Handler: [
        'sqs:ChangeMessageVisibility',
        'sqs:DeleteMessage',
        'sqs:GetQueueAttributes',
        'sqs:ReceiveMessage',
        'sqs:SendMessage',
      ],
    });
  });

  it('let Firehose file and transform, topics hand over, and the function that transforms nothing', () => {
    expect(Object.fromEntries(byService('Facts'))).toEqual({
      Archive: [
        'lambda:GetFunctionConfiguration',
        'lambda:InvokeFunction',
        's3:AbortMultipartUpload',
        's3:GetBucketLocation',
        's3:ListBucket',
        's3:ListBucketMultipartUploads',
        's3:PutObject',
      ],
      Subscription: [
        'firehose:DescribeDeliveryStream',
        'firehose:ListTagsForDeliveryStream',
        'firehose:PutRecord',
        'firehose:PutRecordBatch',
      ],
      Transform: [],
    });
  });

  it('let the synthetic customer read its password, and nothing else', () => {
    expect(Object.fromEntries(byService('SyntheticCustomer'))).toMatchObject({
      Handler: [
        'secretsmanager:DescribeSecret',
        'secretsmanager:GetSecretValue',
        'sqs:GetQueueAttributes',
        'sqs:GetQueueUrl',
        'sqs:SendMessage',
      ],
    });
  });

  it('let the authorizer read items by their key, and nothing else', () => {
    expect(Object.fromEntries(byService('Auth'))).toMatchObject({
      Authorizer: ['dynamodb:GetItem'],
    });
  });
});
