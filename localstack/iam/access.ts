// Who calls: access keys bound to roles, and what a role's policies let it do.
import { createHash } from 'node:crypto';
import type { Access, Credentials } from '../cloud/cloud.ts';
import { compilePolicy, evaluate, type PolicyDocument, type Statement } from './iam.ts';
import { managedPolicies } from './managed-policies.ts';

export interface Roles extends Access {
  addRole(name: string, trust: PolicyDocument, path: string): string;
  addPolicy(roleName: string, document: PolicyDocument, path: string): void;
  addManagedPolicy(arn: string, document: PolicyDocument, path: string): void;
  attach(roleName: string, managedPolicyArn: string, path: string): void;
}

interface Role {
  readonly name: string;
  readonly trust: Statement[];
  readonly statements: Statement[];
  namesPartitions: boolean;
}

// Everything in the embedded cloud stays on the loopback, where TLS would add nothing.
const context = { 'aws:SecureTransport': 'true' };
const leadingKeysKey = 'dynamodb:LeadingKeys';
const cacheLimit = 20_000;

function keyIdOf(roleArn: string, owner: string): string {
  const digest = createHash('sha256').update(`${roleArn}\n${owner}`).digest('hex');
  return `ASIA${digest.slice(0, 16).toUpperCase()}`;
}

export function createAccess(account: { accountId: string }): Roles {
  const roles = new Map<string, Role>();
  const managed = new Map<string, Statement[]>();
  const keys = new Map<string, { roleArn: string; owner: string }>();
  const cache = new Map<string, string | undefined>();
  const arnOfRole = (name: string) => `arn:aws:iam::${account.accountId}:role/${name}`;

  function role(name: string, path: string): Role {
    const found = roles.get(arnOfRole(name));
    if (!found) throw new Error(`${path}: role ${name} is not part of this assembly`);
    return found;
  }

  function checkRole(
    roleArn: string,
    owner: string,
    action: string,
    resource: string,
    leadingKeys: readonly string[] = [],
  ) {
    const found = roles.get(roleArn);
    const asked = leadingKeys.length > 0 ? { ...context, [leadingKeysKey]: leadingKeys } : context;
    const verdict = evaluate(found?.statements ?? [], { action, resource, context: asked });
    if (verdict === 'allowed') return undefined;
    const because =
      verdict === 'denied'
        ? `with an explicit deny in an identity-based policy`
        : `because no identity-based policy allows the ${action} action`;
    const name = found?.name ?? roleArn.slice(roleArn.lastIndexOf('/') + 1);
    return `User: arn:aws:sts::${account.accountId}:assumed-role/${name}/${owner} is not authorized to perform: ${action} on resource: ${resource} ${because}`;
  }

  function check(
    accessKeyId: string,
    action: string,
    resource: string,
    leadingKeys?: readonly string[],
  ): string | undefined {
    const bound = keys.get(accessKeyId);
    if (!bound) return undefined;
    if (leadingKeys) return checkRole(bound.roleArn, bound.owner, action, resource, leadingKeys);
    const question = `${accessKeyId} ${action} ${resource}`;
    if (cache.has(question)) return cache.get(question);
    if (cache.size >= cacheLimit) cache.clear();
    const reason = checkRole(bound.roleArn, bound.owner, action, resource);
    cache.set(question, reason);
    return reason;
  }

  return {
    check,
    checkRole,
    isRole: (accessKeyId) => keys.has(accessKeyId),
    namesPartitions: (accessKeyId) =>
      roles.get(keys.get(accessKeyId)?.roleArn ?? '')?.namesPartitions ?? false,
    identity(accessKeyId) {
      const bound = keys.get(accessKeyId);
      if (!bound) return `arn:aws:iam::${account.accountId}:root`;
      const name = bound.roleArn.slice(bound.roleArn.lastIndexOf('/') + 1);
      return `arn:aws:sts::${account.accountId}:assumed-role/${name}/${bound.owner}`;
    },
    credentialsFor(roleArn, owner): Credentials {
      const accessKeyId = keyIdOf(roleArn, owner);
      keys.set(accessKeyId, { roleArn, owner });
      return { accessKeyId, secretAccessKey: 'embedded' };
    },
    addRole(name, trust, path) {
      const arn = arnOfRole(name);
      roles.set(arn, {
        name,
        trust: compilePolicy(trust, path),
        statements: [],
        namesPartitions: false,
      });
      return arn;
    },
    addPolicy(roleName, document, path) {
      const found = role(roleName, path);
      found.statements.push(...compilePolicy(document, path));
      found.namesPartitions ||= JSON.stringify(document).includes(leadingKeysKey);
      cache.clear();
    },
    addManagedPolicy(arn, document, path) {
      managed.set(arn, compilePolicy(document, path));
    },
    attach(roleName, managedPolicyArn, path) {
      const document = managedPolicies[managedPolicyArn];
      const statements =
        managed.get(managedPolicyArn) ?? (document && compilePolicy(document, managedPolicyArn));
      if (!statements) {
        throw new Error(
          `${path}: managed policy ${managedPolicyArn} is not known here; grant what is needed, or add it to localstack/iam/managed-policies.ts`,
        );
      }
      role(roleName, path).statements.push(...statements);
      cache.clear();
    },
    trusts: (roleArn, service, sourceArn = '') =>
      evaluate(roles.get(roleArn)?.trust ?? [], {
        action: 'sts:AssumeRole',
        resource: roleArn,
        principal: service,
        context: { 'aws:SourceAccount': account.accountId, 'aws:SourceArn': sourceArn },
      }) === 'allowed',
  };
}
