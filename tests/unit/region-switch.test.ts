// Another region works for a stage: in which order, what is written down before, and what is locked out.
import {
  CloudFormationClient,
  DescribeStacksCommand,
  type Stack,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import { DescribeTableCommand, DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import {
  DeleteRolePolicyCommand,
  IAMClient,
  ListRolesCommand,
  NoSuchEntityException,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { ListSecretsCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import {
  GetParameterCommand,
  GetParametersByPathCommand,
  PutParameterCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { prepare } from '../../infra/release/replicas.ts';
import { switchRegion } from '../../infra/release/switch.ts';
import { readOptions } from '../../infra/tools/region.ts';

const cloudFormation = mockClient(CloudFormationClient);
const dynamoDb = mockClient(DynamoDBClient);
const iam = mockClient(IAMClient);
const secrets = mockClient(SecretsManagerClient);
const ssm = mockClient(SSMClient);

const [home, second] = ['eu-west-1', 'eu-central-1'];
const parameter = '/tandem/prod/config/active-region';

/** What was done, and in which region, in the order of its beginning. */
let done: string[] = [];

const regionOf = (client: { readonly config: { region: unknown } }): Promise<string> =>
  (client.config.region as () => Promise<string>)();

const stack = (StackName: string, ParameterValue = parameter): Stack => ({
  StackName,
  CreationTime: new Date(0),
  StackStatus: 'UPDATE_COMPLETE',
  Parameters: [
    { ParameterKey: 'Active', ParameterValue, ResolvedValue: home },
    { ParameterKey: 'Other', ParameterValue: '/tandem/prod/config/mail-from' },
  ],
});

const stacks = [
  stack('Tandem-prod-Api'),
  stack('Tandem-prod-Relay'),
  stack('Tandem-prod-Docs', '/tandem/prod/platform/key-arn'),
  stack('Tandem-dev-Relay'),
];

const mocks = [cloudFormation, dynamoDb, iam, secrets, ssm];
afterAll(() => {
  for (const each of mocks) each.restore();
});
beforeEach(() => {
  done = [];
  for (const each of mocks) each.reset();
  cloudFormation.on(DescribeStacksCommand).resolves({ Stacks: stacks });
  for (const { StackName } of stacks) {
    cloudFormation
      .on(DescribeStacksCommand, { StackName })
      .resolves({ Stacks: [stack(`${StackName}`)] });
  }
  cloudFormation.on(UpdateStackCommand).callsFake(async ({ StackName }, getClient) => {
    done.push(`${await regionOf(getClient())} ${StackName}`);
    return {};
  });
  ssm.on(PutParameterCommand).callsFake(async ({ Name, Value }, getClient) => {
    done.push(`${await regionOf(getClient())} ${Name} = ${Value}`);
    return {};
  });
  iam.on(ListRolesCommand).resolves({
    Roles: ['Tandem-prod-Relay-HandlerRole', 'Tandem-dev-Relay-HandlerRole', 'operator'].map(
      (RoleName) => ({ RoleName, Path: '/', RoleId: 'r', Arn: 'a', CreateDate: new Date(0) }),
    ),
  });
  iam
    .on(DeleteRolePolicyCommand)
    .rejects(new NoSuchEntityException({ $metadata: {}, message: '' }));
});

const change = (isLost = false) =>
  switchRegion({ stage: 'prod', from: home, to: second, isLost, say: () => undefined, pauseMs: 0 });

const starts = [
  `${second} ${parameter} = ${second}`,
  `${second} Tandem-prod-Relay`,
  `${second} Tandem-prod-Api`,
];

describe('a switch', () => {
  it('closes the doors and stops one region before the other begins and opens its own', async () => {
    await change();
    expect(done).toEqual([
      `${home} ${parameter} = ${second}`,
      `${home} Tandem-prod-Api`,
      `${home} Tandem-prod-Relay`,
      ...starts,
    ]);
  });

  it('takes the templates that are there and has every parameter read again', async () => {
    await change();
    const [call] = cloudFormation.commandCalls(UpdateStackCommand);
    expect(call?.args[0].input).toMatchObject({
      UsePreviousTemplate: true,
      Parameters: [
        { ParameterKey: 'Active', ParameterValue: parameter },
        { ParameterKey: 'Other', ParameterValue: '/tandem/prod/config/mail-from' },
      ],
    });
  });

  it('can be repeated: a stack that follows already is left as it is', async () => {
    cloudFormation.on(UpdateStackCommand).rejects(new Error('No updates are to be performed.'));
    await expect(change()).resolves.toBeUndefined();
  });

  it('begins nowhere while the other region has not stopped', async () => {
    cloudFormation.on(DescribeStacksCommand, { StackName: 'Tandem-prod-Relay' }).resolves({
      Stacks: [{ ...stack('Tandem-prod-Relay'), StackStatus: 'UPDATE_ROLLBACK_COMPLETE' }],
    });
    await expect(change()).rejects.toThrow('Tandem-prod-Relay is UPDATE_ROLLBACK_COMPLETE');
    expect(done.filter((each) => each.startsWith(second))).toEqual([]);
  });

  it('is refused where no stack has two regions', async () => {
    cloudFormation.on(DescribeStacksCommand).resolves({ Stacks: [stacks[2] as Stack] });
    await expect(change()).rejects.toThrow(`no stack of prod in ${home} has two regions`);
  });
});

describe('a region that is lost', () => {
  it('is not asked, and the roles of the stage may do nothing there before the other begins', async () => {
    iam.on(PutRolePolicyCommand).callsFake(({ RoleName, PolicyDocument }) => {
      const { Effect, Action, Condition } = JSON.parse(PolicyDocument).Statement;
      done.push(`${RoleName} ${Effect} ${Action} ${JSON.stringify(Condition)}`);
    });
    await change(true);
    expect(done).toEqual([
      `Tandem-prod-Relay-HandlerRole Deny * {"StringEquals":{"aws:RequestedRegion":"${home}"}}`,
      ...starts,
    ]);
    expect(iam.commandCalls(DeleteRolePolicyCommand).map(({ args }) => args[0].input)).toEqual([
      { RoleName: 'Tandem-prod-Relay-HandlerRole', PolicyName: `fence-${second}` },
    ]);
  });

  it('is let in again by a switch that has stopped it', async () => {
    await change();
    const lifted = iam.commandCalls(DeleteRolePolicyCommand).map(({ args }) => args[0].input);
    expect(lifted.map(({ PolicyName }) => PolicyName)).toEqual([
      `fence-${second}`,
      `fence-${home}`,
    ]);
  });
});

describe('the second region', () => {
  it('is told of streams, secrets and what the operator has put at home', async () => {
    ssm.on(GetParametersByPathCommand).resolves({
      Parameters: [
        { Name: parameter, Value: home },
        { Name: '/tandem/prod/config/mail-from', Value: 'shop@example.com' },
      ],
    });
    ssm.on(GetParameterCommand).resolves({ Parameter: { Value: 'https://site.example.com' } });
    dynamoDb.on(ListTablesCommand).resolves({
      TableNames: ['tandem-prod-users', 'tandem-prod-orders', 'tandem-prod-orders-drill', 'other'],
    });
    dynamoDb.on(DescribeTableCommand).callsFake(({ TableName }) => ({
      Table: { LatestStreamArn: `arn:${TableName}/stream` },
    }));
    secrets.on(ListSecretsCommand).resolves({
      SecretList: [
        { Name: 'tandem/prod/orders/cursor-secret', ARN: 'arn:cursor' },
        { Name: 'old-tandem/prod/x', ARN: 'arn:other' },
      ],
    });
    const written = await prepare('prod', { home, second });
    const expected = {
      'active-region': home,
      'mail-from': 'shop@example.com',
      'site-url': 'https://site.example.com',
      'auth/table-stream-arn': 'arn:tandem-prod-users/stream',
      'orders/table-stream-arn': 'arn:tandem-prod-orders/stream',
      'orders/cursor-secret-arn': 'arn:cursor',
    };
    expect(Object.fromEntries(written)).toEqual(expected);
    expect(done).toEqual(
      Object.entries(expected).map(
        ([name, value]) => `${second} /tandem/prod/config/${name} = ${value}`,
      ),
    );
  });
});

describe('the command', () => {
  const given = ['--stage', 'prod', '--from', home, '--to', second];

  it('reads what it is told', () => {
    expect(readOptions(['switch', ...given, '--lost'])).toEqual({
      step: 'switch',
      stage: 'prod',
      from: home,
      to: second,
      isLost: true,
    });
    expect(readOptions(['--help'])).toBeUndefined();
  });

  it.each([
    [[], 'a step is wanted'],
    [['stop', ...given], 'a step is wanted'],
    [['switch', 'prepare', ...given], 'a step is wanted'],
    [['switch', '--stage', 'test'], '--stage must be dev or prod'],
    [['switch', '--stage', 'prod'], '--from is missing'],
    [['switch', '--stage', 'prod', '--from', home, '--to', home], 'must be two regions'],
    [['switch', '--stage', 'prod', '--from', 'Dublin', '--to', home], '--from must be a region'],
    [['prepare', ...given, '--lost'], '--lost means nothing with prepare'],
    [['switch', ...given, '--forc'], 'there is no flag --forc'],
  ])('refuses %j', (args, message) => {
    expect(() => readOptions(args)).toThrow(message);
  });
});
