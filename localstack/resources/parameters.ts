// AWS::SSM::Parameter
import type { AwsCloud } from '../aws-cloud.ts';
import type { ResourceHandler } from '../cloud.ts';
import { physicalName } from './names.ts';
import { optionalText, text } from './read.ts';

const parameter: ResourceHandler = {
  type: 'AWS::SSM::Parameter',
  properties: [
    'Name',
    'Type',
    'Value',
    'Description',
    'Tags',
    'Tier',
    'AllowedPattern',
    'DataType',
  ],
  create(resource, cloud: AwsCloud) {
    const name = physicalName(resource, 'Name', 1011);
    const value = text(resource, 'Value');
    const type = optionalText(resource.properties, 'Type') ?? 'String';
    cloud.parameters.put(name, value, type);
    return { ref: name, attributes: { Type: type, Value: value } };
  },
};

export const parameterResources: readonly ResourceHandler[] = [parameter];
