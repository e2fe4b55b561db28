// What the Lambda API tells of a function, its aliases, its policy and its event source mappings.
import { hash } from 'node:crypto';
import type { FunctionConfig, Permission } from './config.ts';

/** An event source mapping as the template wants it. */
export interface EventSource {
  readonly id: string;
  readonly functionArn: string;
  readonly sourceArn: string;
  readonly enabled: boolean;
  /** Further members under the names of the API. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** The same for a resource at each start, in the shape of a UUID. */
export const uuidOf = (path: string) =>
  hash('sha256', path).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');

export const latest = '$LATEST';
/** There is one version of the code, which aliases name. */
export const allVersions = [latest, '1'];

/** The version that a qualifier names. */
export const versionOf = (qualifier = latest) => (qualifier === latest ? latest : '1');

export function functionDescription(config: FunctionConfig, qualifier?: string) {
  const version = versionOf(qualifier);
  return {
    FunctionName: config.name,
    FunctionArn: qualifier && qualifier !== latest ? `${config.arn}:${qualifier}` : config.arn,
    Runtime: 'nodejs24.x',
    Role: config.roleArn,
    Handler: config.handler,
    Timeout: config.timeoutSeconds,
    MemorySize: config.memoryMb,
    State: 'Active',
    LastUpdateStatus: 'Successful',
    PackageType: 'Zip',
    Version: version,
    Environment: { Variables: config.environment },
    ...(config.deadLetterArn && { DeadLetterConfig: { TargetArn: config.deadLetterArn } }),
  };
}

/** There is one version of the code: the current one. */
export const aliasDescription = ({ arn }: FunctionConfig, Name: string) => ({
  AliasArn: `${arn}:${Name}`,
  Name,
  FunctionVersion: '1',
  Description: '',
});

export function policyDescription(arn: string, permissions: readonly Permission[]) {
  const Statement = permissions.map(({ action, principal, sourceArn }, at) => ({
    Sid: `statement-${at + 1}`,
    Effect: 'Allow',
    Principal: /\.amazonaws\.com$/.test(principal) ? { Service: principal } : { AWS: principal },
    Action: action,
    Resource: arn,
    ...(sourceArn !== undefined && { Condition: { ArnLike: { 'AWS:SourceArn': sourceArn } } }),
  }));
  const Policy = JSON.stringify({ Version: '2012-10-17', Id: 'default', Statement });
  return { Policy, RevisionId: uuidOf(Policy) };
}

export const mappingDescription = (source: EventSource) => ({
  UUID: source.id,
  EventSourceArn: source.sourceArn,
  FunctionArn: source.functionArn,
  State: source.enabled ? 'Enabled' : 'Disabled',
  StateTransitionReason: 'USER_INITIATED',
  ...source.settings,
});
