// The construct tree of the map, made in this process, and what cdk-nag finds in it.
import type { App } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { vi } from 'vitest';
import { belowStack, type Finding } from '../../../infra/checks/compare.ts';
import { type CleanUp, placeholderBundles } from './assembly.ts';

/** With the directory of its assembly. */
export const treeOf = async (
  context: Readonly<Record<string, string>>,
  cleanUp?: CleanUp,
): Promise<{ readonly app: App; readonly directory: string }> => {
  const dist = placeholderBundles(cleanUp);
  const directory = `${dist}/assembly`;
  vi.stubEnv('CDK_VALIDATION', 'false');
  vi.stubEnv('CDK_CONTEXT_JSON', JSON.stringify({ ...context, dist }));
  vi.stubEnv('CDK_OUTDIR', directory);
  vi.resetModules();
  const { app } = await import('../../../infra/app.ts');
  vi.unstubAllEnvs();
  return { app, directory };
};

const packs = (app: App): (AwsSolutionsChecks | ServerlessChecks)[] => [
  new AwsSolutionsChecks(app),
  new ServerlessChecks(app),
];

export const findings = (app: App): Finding[] =>
  packs(app).flatMap((pack) =>
    (pack.validateScope(app).violations ?? []).flatMap(({ ruleName, violatingResources }) =>
      violatingResources.map(({ constructPath }) => ({
        rule: ruleName,
        path: belowStack(String(constructPath)),
      })),
    ),
  );
