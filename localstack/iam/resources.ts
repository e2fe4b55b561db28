// AWS::IAM::Role, Policy and ManagedPolicy: what `access.ts` checks calls against.

import type { Resource, ResourceHandler } from '../cloud/cloud.ts';
import { physicalName } from '../cloud/names.ts';
import { object, objects, texts } from '../cloud/read.ts';
import type { AwsCloud } from '../embedded/aws-cloud.ts';
import type { PolicyDocument } from './iam.ts';

const documentOf = (properties: Record<string, unknown>, name: string) =>
  object(properties, name) as unknown as PolicyDocument;

const role: ResourceHandler = {
  type: 'AWS::IAM::Role',
  properties: [
    'RoleName',
    'AssumeRolePolicyDocument',
    'Policies',
    'ManagedPolicyArns',
    'Description',
    'MaxSessionDuration',
    'Path',
    'Tags',
  ],
  create(resource, cloud: AwsCloud) {
    const { properties, path } = resource;
    const name = physicalName(resource, 'RoleName');
    const trust = documentOf(properties, 'AssumeRolePolicyDocument');
    const arn = cloud.access.addRole(name, trust, path);
    for (const policy of objects(properties, 'Policies')) {
      cloud.access.addPolicy(name, documentOf(policy, 'PolicyDocument'), path);
    }
    for (const policyArn of texts(properties, 'ManagedPolicyArns')) {
      cloud.access.attach(name, policyArn, path);
    }
    return { ref: name, attributes: { Arn: arn, RoleId: `AROA${name}` } };
  },
};

function attachTo(resource: Resource, cloud: AwsCloud): void {
  for (const name of texts(resource.properties, 'Roles')) {
    const document = documentOf(resource.properties, 'PolicyDocument');
    cloud.access.addPolicy(name, document, resource.path);
  }
}

const policy: ResourceHandler = {
  type: 'AWS::IAM::Policy',
  properties: ['PolicyName', 'PolicyDocument', 'Roles'],
  create(resource, cloud: AwsCloud) {
    attachTo(resource, cloud);
    return { ref: physicalName(resource, 'PolicyName', 128) };
  },
};

const managedPolicy: ResourceHandler = {
  type: 'AWS::IAM::ManagedPolicy',
  properties: ['ManagedPolicyName', 'PolicyDocument', 'Roles', 'Description', 'Path', 'Tags'],
  create(resource, cloud: AwsCloud) {
    const name = physicalName(resource, 'ManagedPolicyName', 128);
    const arn = `arn:aws:iam::${cloud.accountId}:policy/${name}`;
    const document = documentOf(resource.properties, 'PolicyDocument');
    cloud.access.addManagedPolicy(arn, document, resource.path);
    attachTo(resource, cloud);
    return { ref: arn, attributes: { PolicyArn: arn } };
  },
};

export const accessResources: readonly ResourceHandler[] = [role, policy, managedPolicy];
