// AWS::ApiGateway::Method: the method of a resource with its integration.

import type { Resource, ResourceHandler } from '../../cloud/cloud.ts';
import {
  flag,
  object,
  objects,
  optionalNumber,
  optionalText,
  type Properties,
  ResourceError,
  text,
  textMap,
} from '../../cloud/read.ts';
import { unsupportedDirective } from '../integrations/velocity.ts';
import type { ApiRegistry, Integration, IntegrationResponse } from '../model.ts';

/** 29 s: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html */
const integrationTimeoutMs = 29_000;

const apiMethodProperties = [
  'ApiKeyRequired',
  'AuthorizationScopes',
  'AuthorizationType',
  'AuthorizerId',
  'HttpMethod',
  'Integration.ConnectionId',
  'Integration.ConnectionType',
  'Integration.ContentHandling',
  'Integration.IntegrationHttpMethod',
  'Integration.IntegrationResponses.ResponseParameters',
  'Integration.IntegrationResponses.ResponseTemplates',
  'Integration.IntegrationResponses.SelectionPattern',
  'Integration.IntegrationResponses.StatusCode',
  'Integration.IntegrationTarget',
  'Integration.PassthroughBehavior',
  'Integration.RequestParameters',
  'Integration.RequestTemplates',
  'Integration.ResponseTransferMode',
  'Integration.TimeoutInMillis',
  'Integration.Type',
  'Integration.Uri',
  'MethodResponses',
  'OperationName',
  'RequestModels',
  'RequestParameters',
  'RequestValidatorId',
  'ResourceId',
  'RestApiId',
];

export const apiMethod = (registry: ApiRegistry): ResourceHandler => ({
  type: 'AWS::ApiGateway::Method',
  properties: apiMethodProperties,
  create(resource) {
    const { properties } = resource;
    const apiId = text(resource, 'RestApiId');
    const resourceId = text(resource, 'ResourceId');
    const place = registry.apis.get(apiId)?.resources.get(resourceId);
    if (!place) throw new ResourceError(resource, `no resource ${resourceId} in REST API ${apiId}`);
    const httpMethod = text(resource, 'HttpMethod');
    place.methods.set(httpMethod, {
      apiId,
      resourceId,
      httpMethod,
      authorizationType: authorizationOf(resource),
      authorizerId: optionalText(properties, 'AuthorizerId'),
      apiKeyRequired: flag(properties, 'ApiKeyRequired'),
      validatorId: optionalText(properties, 'RequestValidatorId'),
      requestParameters: requiredOf(object(properties, 'RequestParameters')),
      requestModels: textMap(properties, 'RequestModels'),
      integration: integrationOf(resource, object(properties, 'Integration')),
    });
    return { ref: `${apiId}-${resourceId}-${httpMethod}` };
  },
});

function authorizationOf(resource: Resource): 'NONE' | 'CUSTOM' {
  const type = optionalText(resource.properties, 'AuthorizationType') ?? 'NONE';
  if (type === 'NONE' || type === 'CUSTOM') return type;
  throw new ResourceError(resource, `AuthorizationType ${type} is not handled`);
}

function requiredOf(parameters: Properties): Record<string, boolean> {
  return Object.fromEntries(Object.keys(parameters).map((name) => [name, flag(parameters, name)]));
}

function integrationOf(resource: Resource, properties: Properties): Integration {
  const type = optionalText(properties, 'Type');
  if (type !== 'AWS_PROXY' && type !== 'HTTP_PROXY' && type !== 'MOCK') {
    throw new ResourceError(resource, `an integration of type ${type} is not handled`);
  }
  if (type === 'HTTP_PROXY' && optionalText(properties, 'ConnectionType') !== 'VPC_LINK') {
    throw new ResourceError(
      resource,
      'an HTTP_PROXY integration without a VPC link is not handled',
    );
  }
  const requestTemplates = textMap(properties, 'RequestTemplates');
  refuse(resource, requestTemplates, unsupportedDirective);
  return {
    type,
    uri: optionalText(properties, 'Uri') ?? '',
    httpMethod: optionalText(properties, 'IntegrationHttpMethod') ?? 'POST',
    timeoutMs: optionalNumber(properties, 'TimeoutInMillis') ?? integrationTimeoutMs,
    requestParameters: textMap(properties, 'RequestParameters'),
    requestTemplates,
    passthroughBehavior: optionalText(properties, 'PassthroughBehavior') ?? 'WHEN_NO_MATCH',
    contentHandling: contentHandlingOf(resource, properties, type),
    responses: objects(properties, 'IntegrationResponses').map((response) =>
      responseOf(resource, response),
    ),
    target: optionalText(properties, 'IntegrationTarget'),
    streams: streamsOf(resource, properties, type),
  };
}

/** A Lambda proxy integration passes it over; of others, templates want text. */
function contentHandlingOf(
  resource: Resource,
  properties: Properties,
  type: string,
): 'CONVERT_TO_TEXT' | undefined {
  const handling = optionalText(properties, 'ContentHandling');
  if (handling === undefined) return undefined;
  if (handling === 'CONVERT_TO_TEXT' && type === 'MOCK') return handling;
  throw new ResourceError(resource, `ContentHandling ${handling} of ${type} is not handled`);
}

function streamsOf(resource: Resource, properties: Properties, type: string): boolean {
  const mode = optionalText(properties, 'ResponseTransferMode') ?? 'BUFFERED';
  if (mode === 'BUFFERED') return false;
  if (mode === 'STREAM' && type === 'HTTP_PROXY') return true;
  throw new ResourceError(resource, `ResponseTransferMode ${mode} of ${type} is not handled`);
}

function responseOf(resource: Resource, properties: Properties): IntegrationResponse {
  const templates = textMap(properties, 'ResponseTemplates');
  refuse(resource, templates, unsupportedDirective);
  return {
    statusCode: optionalNumber(properties, 'StatusCode') ?? 200,
    selectionPattern: optionalText(properties, 'SelectionPattern'),
    parameters: textMap(properties, 'ResponseParameters'),
    templates,
  };
}

function refuse(
  resource: Resource,
  templates: Record<string, string>,
  unknownIn: (template: string) => string | undefined,
): void {
  for (const template of Object.values(templates)) {
    const directive = unknownIn(template);
    if (directive) {
      throw new ResourceError(
        resource,
        `the template uses ${directive}, which the embedded gateway does not do`,
      );
    }
  }
}
