// The OAuth clients of services: whose secrets they are, and what the function that rotates them may touch.

import { describe, expect, it } from 'vitest';
import { serviceClients } from '../../events/clients.ts';
import { writes } from '../../functions/auth/writes.ts';
import { systemOf } from './support/assembly.ts';
import { at, listAt, type Resource, references, type System } from './support/system.ts';

const stages = ['dev', 'prod'] as const;

const roleOf = (policy: Resource) =>
  references(at(policy.properties, 'Roles')).map((role) =>
    role.replace(/(Role)(DefaultPolicy)?\w{8}$/, '$1'),
  );

const nameOf = (stage: string, service: string) => `tandem/${stage}/${service}/oauth-client`;

/** Whoever may do something with the secret, as `<stack> <role>: <actions>`. */
const usersOf = (system: System, stage: string, service: string): string[] => {
  const [secret] = system
    .of('AWS::SecretsManager::Secret')
    .filter(({ properties }) => at(properties, 'Name') === nameOf(stage, service));
  const isIt = ({ stack }: Resource, id: string): boolean => {
    const parameter = system.templates.get(stack)?.Parameters?.[id]?.Default;
    return (
      (stack === secret?.stack && id === secret.id) ||
      parameter === `/tandem/${stage}/${service}/oauth-client-arn`
    );
  };
  return system.of('AWS::IAM::Policy').flatMap((policy) =>
    listAt(policy.properties, 'PolicyDocument.Statement')
      .filter((statement) => references(at(statement, 'Resource')).some((id) => isIt(policy, id)))
      .map(
        (statement) =>
          `${policy.stack} ${roleOf(policy)}: ${listAt(statement, 'Action').join(' ')}`,
      ),
  );
};

describe.each(stages)('the clients of services (%s)', (stage) => {
  const system = systemOf(stage);

  it.each(serviceClients)(
    'the secret of $service is read by it alone, and rotated',
    ({ service }) => {
      const own = service.charAt(0).toUpperCase() + service.slice(1);
      expect(usersOf(system, stage, service).sort()).toEqual([
        `Tandem-${stage}-Auth RotateClientRole: secretsmanager:DescribeSecret secretsmanager:GetSecretValue secretsmanager:PutSecretValue secretsmanager:UpdateSecretVersionStage`,
        `Tandem-${stage}-${own} ContainerTaskRole: secretsmanager:DescribeSecret secretsmanager:GetSecretValue`,
      ]);
    },
  );

  it('the function that rotates them opens no signing key, and no account', () => {
    const [policy] = system
      .of('AWS::IAM::Policy')
      .filter(({ id }) => id.startsWith('RotateClientRole'));
    const statements = listAt(policy?.properties, 'PolicyDocument.Statement');
    const actions = statements.flatMap((statement) => listAt(statement, 'Action'));
    expect(actions.filter((action) => String(action).startsWith('dynamodb:'))).toEqual([
      'dynamodb:GetItem',
      'dynamodb:PutItem',
    ]);
    const onItems = statements.find((statement) =>
      listAt(statement, 'Action').includes('dynamodb:PutItem'),
    );
    const partitions = serviceClients.map(({ clientId: id }) => {
      const write = writes.saveClient({ id, name: '', scopes: [], secrets: [], createdAt: '' });
      return 'put' in write ? write.put.pk : '';
    });
    expect(at(onItems, 'Condition')).toEqual({
      'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': partitions },
    });
    const secrets = statements
      .filter((statement) => String(at(statement, 'Action')).includes('secretsmanager:'))
      .flatMap((statement) => references(at(statement, 'Resource')));
    const names = system
      .of('AWS::SecretsManager::Secret')
      .filter(({ stack, id }) => stack === policy?.stack && secrets.includes(id))
      .map(({ properties }) => at(properties, 'Name'));
    expect(names).toEqual(serviceClients.map(({ service }) => nameOf(stage, service)));
  });

  it('no secret is made with a value that opens anything', () => {
    for (const { service, clientId } of serviceClients) {
      const [secret] = system
        .of('AWS::SecretsManager::Secret')
        .filter(({ properties }) => at(properties, 'Name') === nameOf(stage, service));
      expect(at(secret?.properties, 'GenerateSecretString')).toEqual({
        SecretStringTemplate: JSON.stringify({ clientId }),
        GenerateStringKey: 'placeholder',
      });
      const rotations = system.referring(
        secret as Resource,
        'AWS::SecretsManager::RotationSchedule',
        'SecretId',
      );
      expect(rotations.map(({ properties }) => properties)).toMatchObject([
        { RotateImmediatelyOnUpdate: true, RotationRules: { AutomaticallyAfterDays: 30 } },
      ]);
    }
  });
});
