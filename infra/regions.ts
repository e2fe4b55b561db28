// A stage that two regions keep and one of them works for: docs/decisions/0245.
import { Aws, CfnCondition, Fn, type IResolvable, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { lookUp } from './names.ts';
import type { StageConfig } from './stages.ts';

/** It has copies of what the home has made, and nothing that an account has once. */
export const isSecond = ({ regions, environment }: StageConfig): boolean =>
  regions !== undefined && environment?.region === regions.second;

/** Read with each update of a stack, so that a switch needs neither a build nor a new template. */
const activeRegion = 'config/active-region';

const conditionIn = (stack: Stack, stage: StageConfig): CfnCondition =>
  (stack.node.tryFindChild('Active') as CfnCondition | undefined) ??
  new CfnCondition(stack, 'Active', {
    expression: Fn.conditionEquals(lookUp(stack, stage, activeRegion), Aws.REGION),
  });

/** One value in the region that works, another in the one that waits. */
export const whereActive = (
  scope: Construct,
  stage: StageConfig,
  works: unknown,
  waits: unknown,
): IResolvable => Fn.conditionIf(conditionIn(Stack.of(scope), stage).logicalId, works, waits);
