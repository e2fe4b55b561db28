// AWS::ApiGateway resources: they fill the registry from which the gateway serves.

import { createHash, randomBytes } from 'node:crypto';
import type { Created, Resource, ResourceHandler } from '../../cloud/cloud.ts';
import {
  flag,
  isObject,
  optionalNumber,
  optionalText,
  ResourceError,
  text,
  textMap,
  texts,
} from '../../cloud/read.ts';
import { unsupported } from '../integrations/template.ts';
import type { ApiRegistry, RestApi } from '../model.ts';
import { apiMethod } from './method.ts';
import { apiStage, usagePlan, usagePlanKey } from './stage.ts';

/** API Gateway's ids are ten characters; these stay the same between starts. */
function idOf(resource: Resource): string {
  const digest = createHash('sha256')
    .update(`${resource.stack}/${resource.logicalId}`)
    .digest('hex');
  return BigInt(`0x${digest.slice(0, 15)}`)
    .toString(36)
    .padStart(10, '0')
    .slice(-10);
}

function apiOf(registry: Pick<ApiRegistry, 'apis'>, resource: Resource): RestApi {
  const id = text(resource, 'RestApiId');
  const api = registry.apis.get(id);
  if (!api) throw new ResourceError(resource, `there is no REST API ${id}`);
  return api;
}

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

const authorizerProperties = [
  'AuthType',
  'AuthorizerResultTtlInSeconds',
  'AuthorizerUri',
  'IdentitySource',
  'IdentityValidationExpression',
  'Name',
  'RestApiId',
  'Type',
];

const authorizer = (registry: ApiRegistry): ResourceHandler => ({
  type: 'AWS::ApiGateway::Authorizer',
  properties: authorizerProperties,
  create(resource) {
    const { properties } = resource;
    const type = text(resource, 'Type');
    if (type !== 'TOKEN' && type !== 'REQUEST') {
      throw new ResourceError(resource, `an authorizer of type ${type} is not handled`);
    }
    const id = idOf(resource);
    const expression = optionalText(properties, 'IdentityValidationExpression');
    const sources = optionalText(properties, 'IdentitySource') ?? '';
    const identitySources = sources
      .split(',')
      .map((source) => source.trim())
      .filter((source) => source !== '');
    // 300 s is the default of API Gateway.
    const ttlSeconds = optionalNumber(properties, 'AuthorizerResultTtlInSeconds') ?? 300;
    if (identitySources.length === 0 && (type === 'TOKEN' || ttlSeconds > 0)) {
      throw new ResourceError(
        resource,
        'IdentitySource may be left out only of REQUEST with TTL 0',
      );
    }
    apiOf(registry, resource).authorizers.set(id, {
      id,
      type,
      uri: text(resource, 'AuthorizerUri'),
      identitySources,
      validation: expression === undefined ? undefined : new RegExp(expression),
      ttlSeconds,
    });
    return { ref: id, attributes: { AuthorizerId: id } };
  },
});

const model = (registry: ApiRegistry): ResourceHandler => ({
  type: 'AWS::ApiGateway::Model',
  properties: ['ContentType', 'Description', 'Name', 'RestApiId', 'Schema'],
  create(resource) {
    const { Schema: declared } = resource.properties;
    const schema: unknown = typeof declared === 'string' ? JSON.parse(declared) : declared;
    if (!isObject(schema)) throw new ResourceError(resource, 'Schema is not a JSON schema');
    const name = optionalText(resource.properties, 'Name') ?? idOf(resource);
    apiOf(registry, resource).models.set(name, schema);
    return { ref: name };
  },
});

const validator = (registry: ApiRegistry): ResourceHandler => ({
  type: 'AWS::ApiGateway::RequestValidator',
  properties: ['Name', 'RestApiId', 'ValidateRequestBody', 'ValidateRequestParameters'],
  create(resource) {
    const id = idOf(resource);
    apiOf(registry, resource).validators.set(id, {
      body: flag(resource.properties, 'ValidateRequestBody'),
      parameters: flag(resource.properties, 'ValidateRequestParameters'),
    });
    return { ref: id, attributes: { RequestValidatorId: id } };
  },
});

const gatewayResponse = (registry: ApiRegistry): ResourceHandler => ({
  type: 'AWS::ApiGateway::GatewayResponse',
  properties: [
    'ResponseParameters',
    'ResponseTemplates',
    'ResponseType',
    'RestApiId',
    'StatusCode',
  ],
  create(resource) {
    const { properties } = resource;
    const templates = textMap(properties, 'ResponseTemplates');
    for (const template of Object.values(templates)) {
      const directive = unsupported(template);
      if (directive)
        throw new ResourceError(resource, `ResponseTemplates: ${directive} not handled`);
    }
    const type = text(resource, 'ResponseType');
    apiOf(registry, resource).gatewayResponses.set(type, {
      status: optionalNumber(properties, 'StatusCode'),
      parameters: textMap(properties, 'ResponseParameters'),
      templates,
    });
    return { ref: idOf(resource), attributes: { Id: idOf(resource) } };
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

const apiKey = (registry: ApiRegistry): ResourceHandler => ({
  type: 'AWS::ApiGateway::ApiKey',
  properties: ['CustomerId', 'Description', 'Enabled', 'Name', 'StageKeys', 'Tags', 'Value'],
  create(resource) {
    const { properties } = resource;
    const id = idOf(resource);
    registry.keys.set(id, {
      id,
      value: optionalText(properties, 'Value') ?? randomBytes(20).toString('hex'),
      enabled: flag(properties, 'Enabled'),
    });
    return { ref: id, attributes: { APIKeyId: id } };
  },
});

const vpcLink: ResourceHandler = {
  type: 'AWS::ApiGatewayV2::VpcLink',
  properties: ['Name', 'SecurityGroupIds', 'SubnetIds', 'Tags'],
  create(resource): Created {
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
