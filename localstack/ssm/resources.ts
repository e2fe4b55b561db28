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
    const tier = optionalText(resource.properties, 'Tier') === 'Advanced' ? 'Advanced' : 'Standard';
    const description = optionalText(resource.properties, 'Description');
    parameters.put(name, value, { type, tier, description });
    return { ref: name, attributes: { Type: type, Value: value } };
  },
});
