// Which functions the gateway may call, and for what.
import { Aws } from 'aws-cdk-lib';
import { CfnPermission } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { entryOf, type RouteContract } from '../../../events/http/route.ts';
import { lookUp } from '../../names.ts';
import type { StageConfig } from '../../stages.ts';
import { functionKey, isContainer, storefrontKey } from './integrations.ts';

export interface Permission {
  readonly restApiId: string;
  readonly functionArn: string;
  /** `<stage>/<method>/<path>`, or `authorizers/<id>`. */
  readonly path: string;
}

export const permit = (
  scope: Construct,
  id: string,
  { restApiId, functionArn, path }: Permission,
): void => {
  new CfnPermission(scope, `Permission-${id}`, {
    action: 'lambda:InvokeFunction',
    functionName: functionArn,
    principal: 'apigateway.amazonaws.com',
    sourceArn: `arn:${Aws.PARTITION}:execute-api:${Aws.REGION}:${Aws.ACCOUNT_ID}:${restApiId}/${path}`,
  });
};

const anyMethod = 'v1/*/*';

export interface RoutePermissions {
  readonly stage: StageConfig;
  readonly restApiId: string;
  readonly routes: readonly RouteContract[];
  /** Function on the way to a legacy shop. */
  readonly legacyArn?: string;
}

/** One for each function that answers routes, over all methods of the stage. */
export const permitRoutes = (scope: Construct, permissions: RoutePermissions): void => {
  const { stage, restApiId, routes, legacyArn } = permissions;
  const permitAny = (id: string, functionArn: string) =>
    permit(scope, id, { restApiId, functionArn, path: anyMethod });
  const functions = new Map(
    routes
      .filter(({ service }) => !isContainer(service))
      .map((route) => [functionKey(route), route]),
  );
  for (const [key, route] of [...functions].sort()) {
    const id = entryOf(route) === 'handler' ? route.service : `${route.service}-${entryOf(route)}`;
    permitAny(id, lookUp(scope, stage, key));
  }
  permitAny('storefront', lookUp(scope, stage, storefrontKey));
  if (legacyArn !== undefined) permitAny('legacy', legacyArn);
};
