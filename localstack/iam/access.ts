// Who calls: access keys bound to roles, and what a role's policies let it do.
import { createHash } from 'node:crypto';
import type { Account } from '../cloud/arn.ts';
import type { Access, TakenRole } from '../cloud/cloud.ts';
import { evaluate } from './iam.ts';
import { createRoles, leadingKeysKey } from './roles.ts';

export interface Roles
  extends Access,
    Pick<ReturnType<typeof createRoles>, 'addRole' | 'addPolicy' | 'addManagedPolicy' | 'attach'> {}

const cacheLimit = 20_000;

function keyIdOf(roleArn: string, owner: string): string {
  const digest = createHash('sha256').update(`${roleArn}\n${owner}`).digest('hex');
  return `ASIA${digest.slice(0, 16).toUpperCase()}`;
}

/** Access keys, each bound to a role and to who has taken it on. */
function createKeys(accountId: string) {
  const keys = new Map<string, { roleArn: string; owner: string }>();
  return {
    bound: (accessKeyId: string) => keys.get(accessKeyId),
    isRole: (accessKeyId: string) => keys.has(accessKeyId),
    identity(accessKeyId: string): string {
      const bound = keys.get(accessKeyId);
      if (!bound) return `arn:aws:iam::${accountId}:root`;
      const name = bound.roleArn.slice(bound.roleArn.lastIndexOf('/') + 1);
      return `arn:aws:sts::${accountId}:assumed-role/${name}/${bound.owner}`;
    },
    credentialsFor(roleArn: string, owner: string) {
      const accessKeyId = keyIdOf(roleArn, owner);
      keys.set(accessKeyId, { roleArn, owner });
      return { accessKeyId, secretAccessKey: 'embedded' };
    },
  };
}

export function createAccess(account: Account): Roles {
  const { accountId } = account;
  const cache = new Map<string, string | undefined>();
  const { find, ...roles } = createRoles(accountId, () => cache.clear());
  const { bound: boundTo, ...keys } = createKeys(accountId);
  const checkRole = roleChecker(account, find);

  function check(
    accessKeyId: string,
    action: string,
    resource: string,
    leadingKeys?: readonly string[],
  ): string | undefined {
    const bound = boundTo(accessKeyId);
    if (!bound) return undefined;
    if (leadingKeys) return checkRole(bound, action, resource, leadingKeys);
    const question = `${accessKeyId} ${action} ${resource}`;
    if (cache.has(question)) return cache.get(question);
    if (cache.size >= cacheLimit) cache.clear();
    const reason = checkRole(bound, action, resource);
    cache.set(question, reason);
    return reason;
  }

  return {
    ...roles,
    ...keys,
    check,
    checkRole,
    namesPartitions: (accessKeyId) =>
      find(boundTo(accessKeyId)?.roleArn ?? '')?.namesPartitions ?? false,
  };
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html */
const contextOf = ({ roleArn, owner }: TakenRole, { accountId, region }: Account) => ({
  // Everything in the embedded cloud stays on the loopback, where TLS would add nothing.
  'aws:SecureTransport': 'true',
  'aws:PrincipalArn': roleArn,
  'aws:PrincipalAccount': accountId,
  'aws:PrincipalType': 'AssumedRole',
  'aws:userid': `AROA${roleArn.slice(roleArn.lastIndexOf('/') + 1)}:${owner}`,
  'aws:ResourceAccount': accountId,
  'aws:RequestedRegion': region,
});

const roleChecker =
  (account: Account, find: ReturnType<typeof createRoles>['find']): Access['checkRole'] =>
  ({ roleArn, owner }, action, resource, leadingKeys = []) => {
    const found = find(roleArn);
    const context = contextOf({ roleArn, owner }, account);
    const asked = leadingKeys.length > 0 ? { ...context, [leadingKeysKey]: leadingKeys } : context;
    const verdict = evaluate(found?.statements ?? [], { action, resource, context: asked });
    if (verdict === 'allowed') return undefined;
    const because =
      verdict === 'denied'
        ? `with an explicit deny in an identity-based policy`
        : `because no identity-based policy allows the ${action} action`;
    const name = found?.name ?? roleArn.slice(roleArn.lastIndexOf('/') + 1);
    return `User: arn:aws:sts::${account.accountId}:assumed-role/${name}/${owner} is not authorized to perform: ${action} on resource: ${resource} ${because}`;
  };
