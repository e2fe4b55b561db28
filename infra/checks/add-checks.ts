// The rule packs that every synthesis with validation runs, and the findings that stand. Not loaded without validation: a start must be quick.
import { type App, CfnResource, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { api } from '../../events/http/api.ts';
import { type Acknowledgement, acknowledgements } from './acknowledgements.ts';
import { belowStack } from './compare.ts';

/** Answers the rows that fit no resource. */
export const acknowledge = (
  app: App,
  rows: readonly Acknowledgement[],
): readonly Acknowledgement[] => {
  const resources = app.node.findAll().filter((node) => CfnResource.isCfnResource(node));
  return rows.filter(({ rule, where, reason }) => {
    const concerned = resources.filter((resource) => where.test(belowStack(resource.node.path)));
    for (const each of concerned) Validations.of(each).acknowledge({ id: rule, reason });
    return concerned.length === 0;
  });
};

export const addChecks = (app: App): void => {
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
  acknowledge(app, acknowledgements(api));
};
