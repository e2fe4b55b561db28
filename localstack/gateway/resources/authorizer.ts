// AWS::ApiGateway::Authorizer: who judges the tokens of requests.
import type { ResourceHandler } from '../../cloud/cloud.ts';
import { optionalNumber, optionalText, ResourceError, text } from '../../cloud/read.ts';
import type { ApiRegistry } from '../model.ts';
import { apiOf, idOf } from './identity.ts';

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

export const authorizer = (registry: ApiRegistry): ResourceHandler => ({
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
