// What is known of an ECS task: its containers as the template declares them.

import type { Access, Parameters, Secrets } from '../cloud/cloud.ts';
import type { TargetGroup } from '../load-balancer/target-group.ts';

/** Where a task's environment comes from. */
export interface EnvironmentSources {
  readonly childEnvironment: Readonly<Record<string, string>>;
  readonly access: Pick<Access, 'check' | 'credentialsFor'>;
  readonly parameters: Pick<Parameters, 'get'>;
  readonly secrets: Secrets;
  readonly withReachableNames: (value: string) => string;
}

export interface ContainerDefinition {
  readonly name: string;
  readonly directory: string;
  /** Arguments for Node; the image's own command is `node main.mjs`. */
  readonly arguments: readonly string[];
  readonly environment: Record<string, string>;
  /** `ValueFrom` by variable name: ARN of a secret, with an optional JSON member, or of a parameter. */
  readonly secrets: Record<string, string>;
  readonly port: number | undefined;
  readonly stopTimeoutMs: number;
  readonly isolation: Isolation;
}

/** What the template takes away from a container; processes on this machine keep it all. */
export interface Isolation {
  /** `uid:gid`. */
  readonly user: string | undefined;
  readonly readOnlyRoot: boolean;
  readonly initProcess: boolean;
  readonly droppedCapabilities: readonly string[];
}

export interface TaskDefinition {
  readonly arn: string;
  readonly path: string;
  readonly taskRoleArn: string | undefined;
  readonly executionRoleArn: string | undefined;
  /** CPU units, 1024 to the virtual CPU. */
  readonly cpu: number | undefined;
  readonly memoryMiB: number | undefined;
  readonly container: ContainerDefinition;
}

export interface ServiceDefinition {
  readonly name: string;
  readonly task: TaskDefinition;
  readonly desiredCount: number;
  readonly groups: readonly TargetGroup[];
}

/** Environment of a task's process: the runner's, the role's credentials, the template's, its secrets. */
export function environmentOf(
  sources: EnvironmentSources,
  service: ServiceDefinition,
  port: number | undefined,
): Record<string, string> {
  const { task } = service;
  const credentials =
    task.taskRoleArn === undefined
      ? undefined
      : sources.access.credentialsFor(task.taskRoleArn, service.name);
  return {
    ...sources.childEnvironment,
    ...(credentials && {
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    }),
    ...Object.fromEntries(
      Object.entries(task.container.environment).map(([name, value]) => [
        name,
        sources.withReachableNames(value),
      ]),
    ),
    ...secretsOf(sources, task),
    // A task has no network of its own here: on another address its neighbours would reach it past the gateway.
    ...(port !== undefined && { PORT: String(port), LISTEN_HOST: '127.0.0.1' }),
  };
}

function secretsOf(sources: EnvironmentSources, task: TaskDefinition): Record<string, string> {
  return Object.fromEntries(
    Object.entries(task.container.secrets).map(([name, from]) => [
      name,
      secret(sources, task, from),
    ]),
  );
}

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html */
function secret(sources: EnvironmentSources, task: TaskDefinition, from: string): string {
  const parts = from.split(':');
  const isParameter = parts[2] === 'ssm';
  const arn = parts.slice(0, 7).join(':');
  const action = isParameter ? 'ssm:GetParameters' : 'secretsmanager:GetSecretValue';
  const key = sources.access.credentialsFor(task.executionRoleArn ?? '', 'ecs').accessKeyId;
  const denied = sources.access.check(key, action, arn);
  if (denied) throw new Error(`${task.path}: ${denied}`);
  const value = isParameter
    ? sources.parameters.get(arn.slice(arn.indexOf(':parameter/') + ':parameter'.length))
    : sources.secrets.value(arn);
  if (value === undefined) throw new Error(`${task.path}: ${from} has no value`);
  const member = parts[7];
  if (!member) return value;
  const found = (JSON.parse(value) as Record<string, unknown>)[member];
  if (found === undefined) throw new Error(`${task.path}: ${from} has no member ${member}`);
  return String(found);
}
