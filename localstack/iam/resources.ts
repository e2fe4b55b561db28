// AWS::IAM::Role, Policy and ManagedPolicy: what `access.ts` checks calls against.

import type { Account } from '../cloud/arn.ts';
import type { Resource, ResourceHandler } from '../cloud/cloud.ts';
import { physicalName } from '../cloud/names.ts';
import { object, objects, texts } from '../cloud/read.ts';
import type { Roles } from './access.ts';
import type { PolicyDocument } from './iam.ts';

interface Needs {
  readonly account: Account;
  readonly access: Roles;
}

const documentOf = (properties: Record<string, unknown>, name: string) =>
  object(properties, name) as unknown as PolicyDocument;

const roleProperties = [
  'RoleName',
  'AssumeRolePolicyDocument',
  'Policies',
  'ManagedPolicyArns',
  'Description',
  'MaxSessionDuration',
  'Path',
  'Tags',
];

const role = ({ access }: Needs): ResourceHandler => ({
  type: 'AWS::IAM::Role',
  properties: roleProperties,
  create(resource) {
    const { properties, path } = resource;
    const name = physicalName(resource, 'RoleName');
    const trust = documentOf(properties, 'AssumeRolePolicyDocument');
    const arn = access.addRole(name, trust, path);
    for (const policy of objects(properties, 'Policies')) {
      access.addPolicy(name, documentOf(policy, 'PolicyDocument'), path);
    }
    for (const policyArn of texts(properties, 'ManagedPolicyArns')) {
      access.attach(name, policyArn, path);
    }
    return { ref: name, attributes: { Arn: arn, RoleId: `AROA${name}` } };
  },
});

function attachTo(resource: Resource, access: Roles): void {
  for (const name of texts(resource.properties, 'Roles')) {
    const document = documentOf(resource.properties, 'PolicyDocument');
    access.addPolicy(name, document, resource.path);
  }
}

const policy = ({ access }: Needs): ResourceHandler => ({
  type: 'AWS::IAM::Policy',
  properties: ['PolicyName', 'PolicyDocument', 'Roles'],
  create(resource) {
    attachTo(resource, access);
    return { ref: physicalName(resource, 'PolicyName', 128) };
  },
});

const managedPolicy = ({ account, access }: Needs): ResourceHandler => ({
  type: 'AWS::IAM::ManagedPolicy',
  properties: ['ManagedPolicyName', 'PolicyDocument', 'Roles', 'Description', 'Path', 'Tags'],
  create(resource) {
    const name = physicalName(resource, 'ManagedPolicyName', 128);
    const arn = `arn:aws:iam::${account.accountId}:policy/${name}`;
    const document = documentOf(resource.properties, 'PolicyDocument');
    access.addManagedPolicy(arn, document, resource.path);
    attachTo(resource, access);
    return { ref: arn, attributes: { PolicyArn: arn } };
  },
});

export const accessResources = (needs: Needs): readonly ResourceHandler[] => [
  role(needs),
  policy(needs),
  managedPolicy(needs),
];
