// AWS::ECS resources: a service runs the bundle in its image's asset directory as a process.

import { type Account, arnOf } from '../cloud/arn.ts';
import type { Images, Resource, ResourceHandler } from '../cloud/cloud.ts';
import {
  flag,
  object,
  objects,
  optionalNumber,
  optionalText,
  type Properties,
  ResourceError,
  text,
  texts,
} from '../cloud/read.ts';
import type { Balancers } from '../load-balancer/registry.ts';
import type { TargetGroup } from '../load-balancer/target-group.ts';
import type { ContainerDefinition, Isolation } from './definition.ts';
import type { ServiceConnect } from './service-connect.ts';
import type { Tasks } from './tasks.ts';

interface Needs {
  readonly account: Account;
  readonly images: Images;
  readonly tasks: Pick<Tasks, 'definitions' | 'start'>;
  readonly balancers: Pick<Balancers, 'groups'>;
  readonly connect: ServiceConnect['connect'];
}

const cluster = ({ account }: Needs): ResourceHandler => ({
  type: 'AWS::ECS::Cluster',
  properties: [
    'CapacityProviders',
    'ClusterName',
    'ClusterSettings',
    'Configuration',
    'DefaultCapacityProviderStrategy',
    'ServiceConnectDefaults',
    'Tags',
  ],
  create(resource) {
    const name = optionalText(resource.properties, 'ClusterName') ?? resource.logicalId;
    return { ref: name, attributes: { Arn: arnOf('ecs', `cluster/${name}`, account) } };
  },
});

const taskDefinition = ({ account, images, tasks }: Needs): ResourceHandler => ({
  type: 'AWS::ECS::TaskDefinition',
  properties: [
    ...[
      'Command',
      'Cpu',
      'Environment',
      'EntryPoint',
      'Essential',
      'HealthCheck',
      'Image',
      'LinuxParameters',
      'LogConfiguration',
      'Memory',
      'MemoryReservation',
      'MountPoints',
      'Name',
      'PortMappings',
      'Privileged',
      'ReadonlyRootFilesystem',
      'Secrets',
      'StartTimeout',
      'StopTimeout',
      'Ulimits',
      'User',
    ].map((name) => `ContainerDefinitions.${name}`),
    'Cpu',
    'EphemeralStorage',
    'ExecutionRoleArn',
    'Family',
    'Memory',
    'NetworkMode',
    'RequiresCompatibilities',
    'RuntimePlatform',
    'Tags',
    'TaskRoleArn',
    'Volumes',
  ],
  create(resource) {
    const { properties } = resource;
    const family = optionalText(properties, 'Family') ?? resource.logicalId;
    const arn = arnOf('ecs', `task-definition/${family}:1`, account);
    tasks.definitions.set(arn, {
      arn,
      path: resource.path,
      taskRoleArn: optionalText(properties, 'TaskRoleArn'),
      executionRoleArn: optionalText(properties, 'ExecutionRoleArn'),
      cpu: optionalNumber(properties, 'Cpu'),
      memoryMiB: optionalNumber(properties, 'Memory'),
      container: containerOf(images, resource),
    });
    return { ref: arn, attributes: { TaskDefinitionArn: arn } };
  },
});

/** The one container whose image is an asset; sidecars that are not essential are left out. */
function containerOf(images: Images, resource: Resource): ContainerDefinition {
  const containers = objects(resource.properties, 'ContainerDefinitions');
  const runnable = containers.filter((one) => directoryOf(images, one) !== undefined);
  const left = containers.find((one) => !runnable.includes(one) && one.Essential !== false);
  const [container, second] = runnable;
  if (left || !container || second) {
    throw new ResourceError(
      resource,
      left
        ? `the image of the container ${left.Name} is not an asset of this assembly`
        : 'a task with exactly one container from an image asset is handled',
    );
  }
  const [mapping] = objects(container, 'PortMappings');
  return {
    name: optionalText(container, 'Name') ?? resource.logicalId,
    directory: directoryOf(images, container) ?? '',
    arguments: argumentsOf(resource, container),
    environment: Object.fromEntries(
      objects(container, 'Environment').map(({ Name, Value }) => [String(Name), String(Value)]),
    ),
    secrets: Object.fromEntries(
      objects(container, 'Secrets').map(({ Name, ValueFrom }) => [String(Name), String(ValueFrom)]),
    ),
    port: mapping && optionalNumber(mapping, 'ContainerPort'),
    // 30 s is the default of ECS.
    stopTimeoutMs: (optionalNumber(container, 'StopTimeout') ?? 30) * 1000,
    isolation: isolationOf(container),
  };
}

function isolationOf(container: Properties): Isolation {
  const linux = object(container, 'LinuxParameters');
  return {
    user: optionalText(container, 'User'),
    readOnlyRoot: flag(container, 'ReadonlyRootFilesystem'),
    initProcess: flag(linux, 'InitProcessEnabled'),
    droppedCapabilities: texts(object(linux, 'Capabilities'), 'Drop'),
  };
}

function directoryOf(images: Images, container: Properties): string | undefined {
  return images.directory(optionalText(container, 'Image') ?? '');
}

function argumentsOf(resource: Resource, container: Properties): string[] {
  const command = [...texts(container, 'EntryPoint'), ...texts(container, 'Command')];
  if (command.length === 0) return ['main.mjs'];
  if (command[0] !== 'node') throw new ResourceError(resource, `cannot run ${command.join(' ')}`);
  return command.slice(1);
}

const service = ({ account, tasks, balancers, connect }: Needs): ResourceHandler => ({
  type: 'AWS::ECS::Service',
  properties: [
    'AvailabilityZoneRebalancing',
    'CapacityProviderStrategy',
    'Cluster',
    'DeploymentConfiguration',
    'DeploymentController',
    'DesiredCount',
    'EnableECSManagedTags',
    'EnableExecuteCommand',
    'HealthCheckGracePeriodSeconds',
    'LaunchType',
    'LoadBalancers',
    'NetworkConfiguration',
    'PlatformVersion',
    'PropagateTags',
    'ServiceConnectConfiguration',
    'ServiceName',
    'ServiceRegistries',
    'Tags',
    'TaskDefinition',
  ],
  create(resource) {
    const { properties } = resource;
    const name = optionalText(properties, 'ServiceName') ?? resource.logicalId;
    const task = tasks.definitions.get(text(resource, 'TaskDefinition'));
    if (!task) throw new ResourceError(resource, 'there is no such task definition');
    const groups = objects(properties, 'LoadBalancers').map((balancer) => {
      const arn = optionalText(balancer, 'TargetGroupArn') ?? '';
      const group = balancers.groups.get(arn);
      if (!group) throw new ResourceError(resource, `there is no target group ${arn}`);
      return group;
    });
    connectNames(connect, object(properties, 'ServiceConnectConfiguration'), groups);
    const desiredCount = optionalNumber(properties, 'DesiredCount') ?? 1;
    tasks.start({ name, task, desiredCount, groups });
    const clusterName = (optionalText(properties, 'Cluster') ?? 'default').split('/').at(-1);
    const arn = arnOf('ecs', `service/${clusterName}/${name}`, account);
    return { ref: arn, attributes: { Name: name, ServiceArn: arn } };
  },
});

function connectNames(
  connect: ServiceConnect['connect'],
  configuration: Properties,
  groups: readonly TargetGroup[],
): void {
  const aliases = objects(configuration, 'Services').flatMap((one) =>
    objects(one, 'ClientAliases'),
  );
  for (const alias of aliases) connect(`${alias.DnsName}:${alias.Port}`, groups);
}

export const containerResources = (needs: Needs): readonly ResourceHandler[] =>
  [cluster, taskDefinition, service].map((make) => make(needs));
