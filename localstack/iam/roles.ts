// The roles of the assembly: who may take them on, and what their policies say.
import { compilePolicy, evaluate, type PolicyDocument, type Statement } from './iam.ts';
import { managedPolicies } from './managed-policies.ts';

interface Role {
  readonly name: string;
  readonly trust: Statement[];
  readonly statements: Statement[];
  namesPartitions: boolean;
}

/** The key of a policy's condition that names partitions of a table. */
export const leadingKeysKey = 'dynamodb:LeadingKeys';

/** `changed` is told when policies are no longer what they were. */
export function createRoles(accountId: string, changed: () => void) {
  const roles = new Map<string, Role>();
  const managed = new Map<string, Statement[]>();
  const arnOf = (name: string) => `arn:aws:iam::${accountId}:role/${name}`;

  function role(name: string, path: string): Role {
    const found = roles.get(arnOf(name));
    if (!found) throw new Error(`${path}: role ${name} is not part of this assembly`);
    return found;
  }

  return {
    find: (arn: string): Readonly<Role> | undefined => roles.get(arn),
    addRole(name: string, trust: PolicyDocument, path: string): string {
      const arn = arnOf(name);
      const compiled = compilePolicy(trust, path);
      roles.set(arn, { name, trust: compiled, statements: [], namesPartitions: false });
      return arn;
    },
    addPolicy(roleName: string, document: PolicyDocument, path: string): void {
      const found = role(roleName, path);
      found.statements.push(...compilePolicy(document, path));
      found.namesPartitions ||= JSON.stringify(document)
        .toLowerCase()
        .includes(leadingKeysKey.toLowerCase());
      changed();
    },
    addManagedPolicy(arn: string, document: PolicyDocument, path: string): void {
      managed.set(arn, compilePolicy(document, path));
    },
    attach(roleName: string, arn: string, path: string): void {
      const document = managedPolicies[arn];
      const statements = managed.get(arn) ?? (document && compilePolicy(document, arn));
      if (!statements) {
        throw new Error(
          `${path}: managed policy ${arn} is not known here; grant what is needed, or add it to localstack/iam/managed-policies.ts`,
        );
      }
      role(roleName, path).statements.push(...statements);
      changed();
    },
    trusts: (roleArn: string, service: string, sourceArn = ''): boolean =>
      evaluate(roles.get(roleArn)?.trust ?? [], {
        action: 'sts:AssumeRole',
        resource: roleArn,
        principal: service,
        context: { 'aws:SourceAccount': accountId, 'aws:SourceArn': sourceArn },
      }) === 'allowed',
  };
}
