// AWS::ApiGateway resources: they fill the registry from which the gateway serves.

import type { ResourceHandler } from '../../cloud/cloud.ts';
import { optionalText, ResourceError, text, texts } from '../../cloud/read.ts';
import type { ApiRegistry } from '../model.ts';
import { authorizer } from './authorizer.ts';
import { apiOf, idOf } from './identity.ts';
import { apiMethod } from './method.ts';
import { apiKey, apiStage, usagePlan, usagePlanKey } from './stage.ts';
import { gatewayResponse, model, validator } from './validation.ts';

const restApiProperties = [
  'ApiKeySourceType',
  'BinaryMediaTypes',
  'Description',
  'DisableExecuteApiEndpoint',
  'EndpointConfiguration',
  'Name',
  'SecurityPolicy',
  'Tags',
];

const restApi = (registry: ApiRegistry): ResourceHandler => ({
  type: 'AWS::ApiGateway::RestApi',
  properties: restApiProperties,
  create(resource) {
    const id = idOf(resource);
    const rootId = `${id.slice(0, 8)}rt`;
    const source = optionalText(resource.properties, 'ApiKeySourceType');
    registry.apis.set(id, {
      id,
      name: optionalText(resource.properties, 'Name') ?? id,
      rootId,
      binaryMediaTypes: texts(resource.properties, 'BinaryMediaTypes'),
      apiKeySource: source === 'AUTHORIZER' ? 'AUTHORIZER' : 'HEADER',
      resources: new Map([
        [rootId, { id: rootId, parentId: undefined, pathPart: '', methods: new Map() }],
      ]),
      authorizers: new Map(),
      models: new Map(),
      validators: new Map(),
      gatewayResponses: new Map(),
      stages: new Map(),
    });
    return { ref: id, attributes: { RootResourceId: rootId, RestApiId: id } };
  },
});

const apiResource = (registry: ApiRegistry): ResourceHandler => ({
  type: 'AWS::ApiGateway::Resource',
  properties: ['ParentId', 'PathPart', 'RestApiId'],
  create(resource) {
    const api = apiOf(registry, resource);
    const id = idOf(resource);
    const parentId = text(resource, 'ParentId');
    if (!api.resources.has(parentId)) throw new ResourceError(resource, `no parent ${parentId}`);
    api.resources.set(id, {
      id,
      parentId,
      pathPart: text(resource, 'PathPart'),
      methods: new Map(),
    });
    return { ref: id, attributes: { ResourceId: id } };
  },
});

const deployment: ResourceHandler = {
  type: 'AWS::ApiGateway::Deployment',
  properties: ['Description', 'RestApiId'],
  create(resource) {
    const id = idOf(resource);
    return { ref: id, attributes: { DeploymentId: id } };
  },
};

const vpcLink: ResourceHandler = {
  type: 'AWS::ApiGatewayV2::VpcLink',
  properties: ['Name', 'SecurityGroupIds', 'SubnetIds', 'Tags'],
  create(resource) {
    const id = idOf(resource);
    return { ref: id, attributes: { VpcLinkId: id } };
  },
};

const made = [
  restApi,
  apiResource,
  apiMethod,
  authorizer,
  model,
  validator,
  gatewayResponse,
  apiStage,
  apiKey,
  usagePlan,
  usagePlanKey,
];

export const apiGatewayResources = (registry: ApiRegistry): readonly ResourceHandler[] => [
  ...made.map((make) => make(registry)),
  deployment,
  vpcLink,
];
