// What the REST API consists of: its routes, who judges their tokens, and what it answers by itself.
import type { CfnResource } from 'aws-cdk-lib';
import { CfnGatewayResponse } from 'aws-cdk-lib/aws-apigateway';
import type { Construct } from 'constructs';
import { legacyPaths } from '../../../events/http/legacy.ts';
import { authorizers } from './authorizers.ts';
import { gatewayResponses } from './gateway-answers.ts';
import { GatewayRoutes, type GatewayRoutesProps } from './gateway-routes.ts';
import { permitRoutes } from './permissions.ts';

export type ApiContentsProps = Omit<GatewayRoutesProps, 'authorizerIds'>;

interface ApiContents {
  readonly parts: readonly CfnResource[];
  /** What they are made of, in a fixed order. */
  readonly declared: readonly unknown[];
}

export const apiContents = (scope: Construct, props: ApiContentsProps): ApiContents => {
  const { stage, restApiId, routes, legacy } = props;
  const { bearer, optional, declared: judges } = authorizers(scope, stage, restApiId);
  const { methods, declared } = new GatewayRoutes(scope, 'Routes', {
    ...props,
    authorizerIds: { bearer: bearer.ref, optional: optional.ref },
    routes: legacy ? [...routes, ...legacyPaths] : routes,
  });
  const answers = gatewayResponses(stage.corsOrigins);
  const refusals = answers.map(
    (refusal) =>
      new CfnGatewayResponse(scope, `Refusal-${refusal.responseType}`, { restApiId, ...refusal }),
  );
  permitRoutes(scope, { stage, restApiId, routes, legacyArn: legacy?.functionArn });
  return {
    parts: [...methods, ...refusals, bearer, optional],
    declared: [declared, answers, judges],
  };
};
