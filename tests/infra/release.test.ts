// The steps of the pipeline: what a stage runs, what a deployment would lose, what has drifted.
import { execFileSync } from 'node:child_process';
import {
  type Change,
  ChangeSetNotFoundException,
  CloudFormationClient,
  DescribeChangeSetCommand,
  DescribeStackDriftDetectionStatusCommand,
  DescribeStackResourceDriftsCommand,
  DetectStackDriftCommand,
  type StackResourceDrift,
} from '@aws-sdk/client-cloudformation';
import {
  GetParameterCommand,
  ParameterNotFound,
  PutParameterCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { changesOf, changeTable, lossesOf } from '../../infra/release/change-sets.ts';
import { digestOf, isBehind, readDeployed, remember } from '../../infra/release/deployed.ts';
import { driftOf } from '../../infra/release/drift.ts';

const cloudFormation = mockClient(CloudFormationClient);
const ssm = mockClient(SSMClient);
afterAll(() => {
  cloudFormation.restore();
  ssm.restore();
});

beforeEach(() => {
  cloudFormation.reset();
  ssm.reset();
});

const change = (ResourceType: string, rest: Change['ResourceChange']): Change => ({
  ResourceChange: { ResourceType, LogicalResourceId: 'It', Action: 'Modify', ...rest },
});

describe('a deployment', () => {
  const table = 'AWS::DynamoDB::Table';
  const rule = 'AWS::ElasticLoadBalancingV2::ListenerRule';

  it.each([
    ['a table that is removed', change(table, { Action: 'Remove' }), true],
    ['a table that is replaced', change(table, { Replacement: 'True' }), true],
    ['a table that may be replaced', change(table, { Replacement: 'Conditional' }), true],
    ['a key that is removed', change('AWS::KMS::Key', { Action: 'Remove' }), true],
    [
      'a secret that is replaced',
      change('AWS::SecretsManager::Secret', { Replacement: 'True' }),
      true,
    ],
    [
      'a secret that is made anew',
      change('AWS::SecretsManager::Secret', {
        Replacement: 'False',
        Details: [{ Target: { Name: 'GenerateSecretString' } }],
      }),
      true,
    ],
    ['a queue that is removed', change('AWS::SQS::Queue', { Action: 'Remove' }), true],
    ['a rule whose weights ECS has moved', change(rule, { Replacement: 'False' }), true],
    ['a table that is changed in place', change(table, { Replacement: 'False' }), false],
    ['a new table', change(table, { Action: 'Add' }), false],
    ['a new rule', change(rule, { Action: 'Add' }), false],
    ['a function that is replaced', change('AWS::Lambda::Version', { Action: 'Remove' }), false],
    ['a change of no resource', {}, false],
  ])('is stopped by what is lost: %s', (_name, given, isLost) => {
    expect(lossesOf('Tandem-prod-X', [given], new Set())).toEqual(
      isLost ? ['Tandem-prod-X/It'] : [],
    );
  });

  it('goes on where the loss is named, and by no other name', () => {
    const changes = [change(table, { Action: 'Remove' })];
    expect(lossesOf('Tandem-prod-X', changes, new Set(['Tandem-prod-X/It']))).toEqual([]);
    expect(lossesOf('Tandem-prod-X', changes, new Set(['Tandem-dev-X/It', 'It']))).toHaveLength(1);
  });

  it('is shown by all pages of its change set', async () => {
    const second = change(table, {
      Replacement: 'True',
      Details: [{ Target: { Name: 'KeySchema' } }],
    });
    cloudFormation
      .on(DescribeChangeSetCommand, { NextToken: undefined })
      .resolves({ Changes: [change(rule, {})], NextToken: 'more' })
      .on(DescribeChangeSetCommand, { NextToken: 'more' })
      .resolves({ Changes: [second] });
    const changes = (await changesOf('Tandem-prod-X')) ?? [];
    expect(changes).toHaveLength(2);
    expect(changeTable('Tandem-prod-X', changes)).toContain(
      '| Modify | It | AWS::DynamoDB::Table | replaced: True | KeySchema |',
    );
  });

  it('that changes nothing has no change set', async () => {
    cloudFormation
      .on(DescribeChangeSetCommand)
      .rejects(new ChangeSetNotFoundException({ $metadata: {}, message: 'none' }));
    expect(await changesOf('Tandem-prod-X')).toBeUndefined();
  });
});

describe('what a stage runs', () => {
  it('is nothing before the first deployment, and then what was remembered', async () => {
    ssm.on(GetParameterCommand).rejects(new ParameterNotFound({ $metadata: {}, message: '' }));
    expect(await readDeployed('prod')).toBeUndefined();
    await remember('prod', { commit: 'abc', context: digestOf('-c a=b') });
    const [call] = ssm.commandCalls(PutParameterCommand);
    expect(call?.args[0].input).toMatchObject({ Name: '/tandem/prod/deployed', Overwrite: true });
    ssm.on(GetParameterCommand).resolves({ Parameter: { Value: call?.args[0].input.Value } });
    expect(await readDeployed('prod')).toEqual({ commit: 'abc', context: digestOf(' -c  a=b ') });
    expect(JSON.stringify(call?.args[0].input)).not.toContain('a=b');
  });

  it('is later than this where this is its ancestor, and not where both are the same or neither is known', () => {
    const at = (revision: string) =>
      execFileSync('git', ['rev-parse', revision], { encoding: 'utf8' }).trim();
    const [head, before] = [at('HEAD'), at('HEAD~1')];
    expect(isBehind(head, before)).toBe(true);
    expect(isBehind(before, head)).toBe(false);
    expect(isBehind(head, head)).toBe(false);
    expect(isBehind('0'.repeat(40), head)).toBe(false);
  });
});

describe('drift', () => {
  const modified = (type: string, ...paths: string[]): StackResourceDrift => ({
    StackId: 's',
    Timestamp: new Date(0),
    LogicalResourceId: 'It',
    ResourceType: type,
    StackResourceDriftStatus: 'MODIFIED',
    PropertyDifferences: paths.map((PropertyPath) => ({
      PropertyPath,
      ExpectedValue: '1',
      ActualValue: '2',
      DifferenceType: 'NOT_EQUAL',
    })),
  });

  const found = (drifts: StackResourceDrift[]) => {
    cloudFormation.on(DetectStackDriftCommand).resolves({ StackDriftDetectionId: 'd' });
    cloudFormation
      .on(DescribeStackDriftDetectionStatusCommand)
      .resolvesOnce({ DetectionStatus: 'DETECTION_IN_PROGRESS' })
      .resolves({ DetectionStatus: 'DETECTION_COMPLETE' });
    cloudFormation.on(DescribeStackResourceDriftsCommand).resolves({ StackResourceDrifts: drifts });
    return driftOf('Tandem-prod-X', 1);
  };

  it('is expected where ECS, scaling and CodeDeploy do their work', async () => {
    const weights = '/Actions/0/ForwardConfig/TargetGroups/0/Weight';
    expect(
      await found([
        modified('AWS::ElasticLoadBalancingV2::ListenerRule', weights),
        modified('AWS::ECS::Service', '/DesiredCount'),
        modified('AWS::Lambda::Alias', '/FunctionVersion'),
      ]),
    ).toEqual([]);
  });

  it('is told where it is not', async () => {
    expect(
      await found([
        modified('AWS::ElasticLoadBalancingV2::ListenerRule', '/Conditions/0'),
        modified('AWS::ECS::Service', '/DesiredCount', '/TaskDefinition'),
        { ...modified('AWS::SQS::Queue'), StackResourceDriftStatus: 'DELETED' },
      ]),
    ).toEqual([
      'It (AWS::ElasticLoadBalancingV2::ListenerRule) /Conditions/0: NOT_EQUAL',
      'It (AWS::ECS::Service) /TaskDefinition: NOT_EQUAL',
      'It (AWS::SQS::Queue) is gone',
    ]);
  });

  it('that cannot be found out is an error', async () => {
    cloudFormation.on(DetectStackDriftCommand).resolves({ StackDriftDetectionId: 'd' });
    cloudFormation.on(DescribeStackDriftDetectionStatusCommand).resolves({
      DetectionStatus: 'DETECTION_FAILED',
      DetectionStatusReason: 'no permission',
    });
    await expect(driftOf('Tandem-prod-X', 1)).rejects.toThrow('Tandem-prod-X: no permission');
  });
});
