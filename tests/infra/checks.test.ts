// Findings of cdk-nag: none without a reason, no reason without a finding.
import { App, CfnResource, Stack } from 'aws-cdk-lib';
import { afterAll, describe, expect, it } from 'vitest';
import { api } from '../../events/http/api.ts';
import { acknowledgements } from '../../infra/checks/acknowledgements.ts';
import { acknowledge } from '../../infra/checks/add-checks.ts';
import { compare } from '../../infra/checks/compare.ts';
import { everything } from '../../infra/checks/every-option.ts';
import { findings, treeOf } from './support/tree.ts';

const removals: (() => void)[] = [];
afterAll(() => {
  for (const remove of removals) remove();
});

const findingsIn = async (context: Readonly<Record<string, string>>) =>
  findings((await treeOf(context, (remove) => removals.push(remove))).app);

const rows = acknowledgements(api);

describe('the findings', () => {
  it('stand each with its reason, whatever the operator asks for, and no reason is left over', async () => {
    const seen = [
      ...(await findingsIn({ stage: 'dev' })),
      ...(await findingsIn({ stage: 'prod', ...everything })),
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
