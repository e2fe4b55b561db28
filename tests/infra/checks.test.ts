// Findings of cdk-nag: none without a reason, no reason without a finding.
import { App, CfnResource, Stack } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { api } from '../../events/http/api.ts';
import { acknowledgements } from '../../infra/checks/acknowledgements.ts';
import { acknowledge } from '../../infra/checks/add-checks.ts';
import { belowStack, compare, type Finding } from '../../infra/checks/compare.ts';
import { placeholderBundles } from './support/assembly.ts';
import { everything } from './support/context.ts';

const removals: (() => void)[] = [];
afterAll(() => {
  for (const remove of removals) remove();
});

const packs = (app: App): (AwsSolutionsChecks | ServerlessChecks)[] => [
  new AwsSolutionsChecks(app),
  new ServerlessChecks(app),
];

const findings = (app: App): Finding[] =>
  packs(app).flatMap((pack) =>
    (pack.validateScope(app).violations ?? []).flatMap(({ ruleName, violatingResources }) =>
      violatingResources.map(({ constructPath }) => ({
        rule: ruleName,
        path: belowStack(String(constructPath)),
      })),
    ),
  );

/** The construct tree of the map, which everything else is made from. */
const treeOf = async (context: Readonly<Record<string, string>>): Promise<App> => {
  const dist = placeholderBundles((remove) => removals.push(remove));
  vi.stubEnv('CDK_VALIDATION', 'false');
  vi.stubEnv('CDK_CONTEXT_JSON', JSON.stringify({ ...context, dist }));
  vi.stubEnv('CDK_OUTDIR', `${dist}/assembly`);
  vi.resetModules();
  const { app } = await import('../../infra/app.ts');
  vi.unstubAllEnvs();
  return app;
};

const rows = acknowledgements(api);

describe('the findings', () => {
  it('stand each with its reason, whatever the operator asks for, and no reason is left over', async () => {
    const seen = [
      ...findings(await treeOf({ stage: 'dev' })),
      ...findings(await treeOf({ stage: 'prod', ...everything })),
    ];
    expect(compare(rows, seen)).toEqual({ open: [], unused: [] });
    expect(seen.length).toBeGreaterThan(100);
  });
});

describe('an acknowledgement', () => {
  const queueIn = (app: App): CfnResource =>
    new CfnResource(new Stack(app, 'Tandem-dev-Test'), 'Queue', { type: 'AWS::SQS::Queue' });

  it('takes away the one finding that it names', () => {
    const app = new App();
    queueIn(app);
    const before = findings(app);
    const row = { rule: before[0]?.rule ?? '', where: /^Test\/Queue$/, reason: 'a test' };
    const unfit = acknowledge(app, [row, { ...row, where: /^Test\/Other$/ }]);
    expect(unfit.map(({ where }) => where.source)).toEqual(['^Test\\/Other$']);
    expect(findings(app)).toEqual(before.filter(({ rule }) => rule !== row.rule));
  });
});
