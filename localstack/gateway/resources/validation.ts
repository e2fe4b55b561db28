// AWS::ApiGateway models, validators and responses: what requests must be, and what is answered to those that are not.
import type { ResourceHandler } from '../../cloud/cloud.ts';
import {
  flag,
  isObject,
  optionalNumber,
  optionalText,
  ResourceError,
  text,
  textMap,
} from '../../cloud/read.ts';
import { unsupported } from '../integrations/template.ts';
import type { ApiRegistry } from '../model.ts';
import { apiOf, idOf } from './identity.ts';

export const model = (registry: ApiRegistry): ResourceHandler => ({
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

export const validator = (registry: ApiRegistry): ResourceHandler => ({
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

export const gatewayResponse = (registry: ApiRegistry): ResourceHandler => ({
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
