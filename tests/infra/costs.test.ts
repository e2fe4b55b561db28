// What a stage costs is counted from its templates.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { free, paidByUse } from '../../infra/costs/coverage.ts';
import { idleCosts, monthly } from '../../infra/costs/idle.ts';
import { loadCosts } from '../../infra/costs/load.ts';
import { costTable } from '../../infra/costs/table.ts';
import { prices } from '../../platform/cli/aws-prices.ts';
import { systemOf } from './support/assembly.ts';
import { numberAt } from './support/system.ts';

const rounded = (lines: ReturnType<typeof idleCosts>) =>
  lines.map(({ what, count, usd }) => [what, count, Number(usd.toFixed(2))]);

const sum = (lines: readonly { readonly usd: number }[]) =>
  lines.reduce((total, { usd }) => total + usd, 0);

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
      ['Use of keys', 1, 0.05],
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
    expect(rounded(idleCosts([resources]))).toEqual([
      ['Tasks on Fargate', 3, 86.5],
      ['Images', 1, 0.1],
    ]);
  });

  it('count an address for each task that has one', () => {
    const configuration = (AssignPublicIp: string) => ({
      Task: { Type: 'AWS::ECS::TaskDefinition', Properties: { Cpu: '256', Memory: '512' } },
      Service: {
        Type: 'AWS::ECS::Service',
        Properties: { NetworkConfiguration: { AwsvpcConfiguration: { AssignPublicIp } } },
      },
      Scaling: {
        Type: 'AWS::ApplicationAutoScaling::ScalableTarget',
        Properties: { MinCapacity: 2 },
      },
    });
    const addresses = (setting: string) =>
      rounded(idleCosts([configuration(setting)])).filter(([what]) => what === 'Public addresses');
    expect(addresses('ENABLED')).toEqual([['Public addresses', 2, 7.3]]);
    expect(addresses('DISABLED')).toEqual([]);
  });

  it.each(['dev', 'prod'] as const)('of %s are within its budget', (stage) => {
    const system = systemOf(stage);
    const templates = [...system.templates.values()].map(({ Resources }) => Resources);
    const usd = sum(idleCosts(templates));
    const [budget] = system.of('AWS::Budgets::Budget');
    expect(usd).toBeGreaterThan(50);
    expect(usd).toBeLessThan(numberAt(budget?.properties, 'Budget.BudgetLimit.Amount'));
  });
});

describe('the page', () => {
  const page = readFileSync('docs/aws.md', 'utf8');
  const stated = [...page.matchAll(/^\| \*\*Sum\*\* \|(?: \|)? \*\*(\d+)\*\* \|$/gm)].map(
    ([, sum]) => Number(sum),
  );

  it('says what comes out, within a twentieth', () => {
    const idle = (['dev', 'prod'] as const).map((stage) =>
      sum(idleCosts([...systemOf(stage).templates.values()].map(({ Resources }) => Resources))),
    );
    const counted = [...idle, sum(loadCosts())];
    expect(stated).toHaveLength(counted.length);
    for (const [index, usd] of counted.entries()) {
      expect(Math.abs((stated[index] ?? 0) - usd) / usd).toBeLessThan(0.05);
    }
  });
});

describe('the table of a million orders', () => {
  it('stands on the page as it is printed', () => {
    const printed = costTable('A million orders, in any stage', loadCosts(), false);
    expect(readFileSync('docs/aws.md', 'utf8')).toContain(printed);
  });
});

describe('the aims', () => {
  const idle = (stage: 'dev' | 'prod') =>
    sum(idleCosts([...systemOf(stage).templates.values()].map(({ Resources }) => Resources)));

  it('are held: prod idle below 300, dev at most 80 USD a month', () => {
    expect(idle('prod')).toBeLessThan(300);
    expect(idle('dev')).toBeLessThanOrEqual(80);
  });

  it('are held: a million orders below 220 USD beside their mails, and below 25 for each month they are kept', () => {
    const lines = loadCosts();
    expect(sum(lines.filter(({ what }) => !what.startsWith('Mails')))).toBeLessThan(220);
    expect(sum(lines.filter(({ what }) => what.includes('each month')))).toBeLessThan(25);
  });

  it('count everything that is paid: what a review has found missing has a line', () => {
    const lines = [
      ...loadCosts(),
      ...idleCosts([...systemOf('prod').templates.values()].map(({ Resources }) => Resources)),
    ];
    const named = lines.map(({ what }) => what).join();
    for (const part of [
      'Traces',
      'Copies',
      'Metrics of methods',
      'Metrics from logs',
      'Logs',
      'NAT',
      'Units',
      'keys',
      'secrets',
      'Images',
      'CloudFront',
      'Restores',
      'Audits',
      'Metrics of services',
      'Public addresses',
    ]) {
      expect(named).toContain(part);
    }
  });
});

describe('each type of resource', () => {
  const lines = [
    ...loadCosts(),
    ...idleCosts([...systemOf('prod').templates.values()].map(({ Resources }) => Resources)),
  ].map(({ what }) => what);
  const types = new Set(
    (['dev', 'prod'] as const).flatMap((stage) =>
      systemOf(stage).resources.map(({ type }) => type),
    ),
  );

  it('has a price by the month, a line for its use, or costs nothing', () => {
    const unexplained = [...types].filter(
      (type) => !Object.hasOwn(monthly, type) && !Object.hasOwn(paidByUse, type) && !free.has(type),
    );
    expect(unexplained).toEqual([]);
  });

  it('whose use is paid is counted in a line that there is', () => {
    const missing = Object.values(paidByUse).filter(
      (line) => !lines.some((each) => each.startsWith(line)),
    );
    expect(missing).toEqual([]);
  });

  it('is explained once', () => {
    const paid = [...Object.keys(monthly), ...Object.keys(paidByUse)];
    expect(paid.filter((type) => free.has(type))).toEqual([]);
    expect(paid.filter((type, index) => paid.indexOf(type) < index)).toEqual([]);
  });
});

describe('each price', () => {
  it('names where AWS publishes it, and what it was checked against', () => {
    const unfit = Object.entries(prices).filter(
      ([, { usd, source, checked }]) =>
        !(usd > 0 && source.startsWith('https://aws.amazon.com/') && checked.length > 10),
    );
    expect(unfit).toEqual([]);
  });
});

describe('the costs of a million orders', () => {
  it('are the same in every stage, dearest first', () => {
    const amounts = loadCosts().map(({ usd }) => usd);
    expect(amounts).toEqual(amounts.toSorted((one, other) => other - one));
  });
});
