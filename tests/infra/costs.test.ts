// What a stage costs is counted from its templates.
import { describe, expect, it } from 'vitest';
import { idleCosts } from '../../infra/costs/idle.ts';
import { loadCosts } from '../../infra/costs/load.ts';
import { systemOf } from './support/assembly.ts';
import { numberAt } from './support/system.ts';

const rounded = (lines: ReturnType<typeof idleCosts>) =>
  lines.map(({ what, count, usd }) => [what, count, Number(usd.toFixed(2))]);

describe('idle costs', () => {
  it('are those of what is paid by the hour or the month, dearest first', () => {
    const resources = {
      Gateway: { Type: 'AWS::EC2::NatGateway' },
      Table: { Type: 'AWS::DynamoDB::Table' },
      Plain: { Type: 'AWS::CloudWatch::Alarm', Properties: { MetricName: 'Errors' } },
      Sum: {
        Type: 'AWS::CloudWatch::Alarm',
        Properties: { Metrics: [{ Expression: 'a + b' }, { MetricStat: {} }, { MetricStat: {} }] },
      },
      Endpoint: {
        Type: 'AWS::EC2::VPCEndpoint',
        Properties: { VpcEndpointType: 'Interface', SubnetIds: [{}, {}] },
      },
      Free: { Type: 'AWS::EC2::VPCEndpoint', Properties: { VpcEndpointType: 'Gateway' } },
    };
    expect(rounded(idleCosts([resources]))).toEqual([
      ['NAT gateways', 1, 32.85],
      ['Interface endpoints', 1, 14.6],
      ['Alarms', 2, 0.3],
    ]);
  });

  it('count tasks by the size of their definition', () => {
    const resources = {
      Task: { Type: 'AWS::ECS::TaskDefinition', Properties: { Cpu: '1024', Memory: '2048' } },
      Scaling: {
        Type: 'AWS::ApplicationAutoScaling::ScalableTarget',
        Properties: { MinCapacity: 3 },
      },
    };
    expect(rounded(idleCosts([resources]))).toEqual([['Tasks on Fargate', 3, 86.5]]);
  });

  it.each(['dev', 'prod'] as const)('of %s are within its budget', (stage) => {
    const system = systemOf(stage);
    const templates = [...system.templates.values()].map(({ Resources }) => Resources);
    const sum = idleCosts(templates).reduce((total, { usd }) => total + usd, 0);
    const [budget] = system.of('AWS::Budgets::Budget');
    expect(sum).toBeGreaterThan(50);
    expect(sum).toBeLessThan(numberAt(budget?.properties, 'Budget.BudgetLimit.Amount'));
  });
});

describe('the costs of a million orders', () => {
  it('are the same in every stage, dearest first', () => {
    const amounts = loadCosts().map(({ usd }) => usd);
    expect(amounts).toEqual(amounts.toSorted((one, other) => other - one));
  });
});
