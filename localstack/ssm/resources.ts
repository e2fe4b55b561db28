// AWS::SSM::Parameter

import type { ResourceHandler } from '../cloud/cloud.ts';
import { physicalName } from '../cloud/names.ts';
import { optionalText, text } from '../cloud/read.ts';
import type { AwsCloud } from '../embedded/aws-cloud.ts';

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
