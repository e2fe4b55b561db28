// How the gateway reaches what answers a route: a function, or a container over the VPC link.
import { Aws } from 'aws-cdk-lib';
import type { CfnMethodProps } from 'aws-cdk-lib/aws-apigateway';
import type { Construct } from 'constructs';
import { gatewayRequestId, gatewaySourceIp } from '../../../events/gateway.ts';
import { entryOf, type RouteContract } from '../../../events/http/route.ts';
import { lookUp } from '../../names.ts';
import type { StageConfig } from '../../stages.ts';
import { containerServices } from '../../workloads/definition.ts';
import { serviceHeader } from '../compute/container-traffic.ts';

/** All others are functions. */
export const isContainer = (service: string): boolean =>
  containerServices.some((each) => each === service);

const parametersOf = (path: string): readonly string[] =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);

/** Under which name the function is published that answers the route. */
export const functionKey = (route: RouteContract): string =>
  `${route.service}/functions/${entryOf(route)}/arn`;

/** URI by which the gateway calls a function. */
export const invocationUri = (functionArn: string): string =>
  `arn:${Aws.PARTITION}:apigateway:${Aws.REGION}:lambda:path/2015-03-31/functions/${functionArn}/invocations`;

/** Path of the storefront's function below the stage of the REST API. */
export const shopPath = '/shop';

/** Parameter of the function that answers everything below it. */
export const storefrontKey = 'storefront/functions/handler/arn';

/**
 * What is buffered ends after 29 s, what streams after a quarter of an hour, or five minutes of silence:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode.html
 */
const streaming = { responseTransferMode: 'STREAM', timeoutInMillis: 900_000 };

export const toFunction = (functionArn: string): Partial<CfnMethodProps> => ({
  integration: {
    type: 'AWS_PROXY',
    integrationHttpMethod: 'POST',
    uri: invocationUri(functionArn),
  },
});

/**
 * A private integration puts the stage before the path, so containers get `/v1/orders` from `http://…/orders`.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/private-integration.html
 */
export const toContainer = (
  scope: Construct,
  stage: StageConfig,
  { method, path, service, streams }: RouteContract,
): Partial<CfnMethodProps> => {
  const platform = (key: string) => lookUp(scope, stage, `platform/${key}`);
  const parameters = parametersOf(path);
  return {
    requestParameters: Object.fromEntries(
      parameters.map((name) => [`method.request.path.${name}`, true]),
    ),
    integration: {
      type: 'HTTP_PROXY',
      integrationHttpMethod: method,
      connectionType: 'VPC_LINK',
      connectionId: platform('vpc-link-id'),
      integrationTarget: platform('load-balancer-arn'),
      uri: `http://${platform('load-balancer-dns')}${path}`,
      ...(streams === undefined ? {} : streaming),
      requestParameters: {
        [`integration.request.header.${serviceHeader}`]: `'${service}'`,
        [`integration.request.header.${gatewayRequestId}`]: 'context.requestId',
        [`integration.request.header.${gatewaySourceIp}`]: 'context.identity.sourceIp',
        ...Object.fromEntries(
          parameters.map((name) => [
            `integration.request.path.${name}`,
            `method.request.path.${name}`,
          ]),
        ),
      },
    },
  };
};
