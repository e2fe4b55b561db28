// AWS::SSM::Parameter

import type { ResourceHandler } from '../cloud/cloud.ts';
import { physicalName } from '../cloud/names.ts';
import { optionalText, text } from '../cloud/read.ts';
import type { ParameterStore } from './parameters.ts';

const parameterResourceProperties = [
  'Name',
  'Type',
  'Value',
  'Description',
  'Tags',
  'Tier',
  'AllowedPattern',
  'DataType',
];

export const parameterResource = (parameters: Pick<ParameterStore, 'put'>): ResourceHandler => ({
  type: 'AWS::SSM::Parameter',
  properties: parameterResourceProperties,
  create(resource) {
    const name = physicalName(resource, 'Name', 1011);
    const value = text(resource, 'Value');
    const type = optionalText(resource.properties, 'Type') ?? 'String';
    parameters.put(name, value, type);
    return { ref: name, attributes: { Type: type, Value: value } };
  },
});
