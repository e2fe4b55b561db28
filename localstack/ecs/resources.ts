// AWS::ECS resources: a service runs the bundle in its image's asset directory as a process.

import type { Cloud, Resource, ResourceHandler } from '../cloud/cloud.ts';
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
import { balancersOf } from '../load-balancer/balancer.ts';
import type { TargetGroup } from '../load-balancer/target-group.ts';
import type { ContainerDefinition, Isolation } from './definition.ts';
import { connect } from './service-connect.ts';
import { tasksOf } from './tasks.ts';

const cluster: ResourceHandler = {
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
  create(resource, cloud) {
    const name = optionalText(resource.properties, 'ClusterName') ?? resource.logicalId;
    return { ref: name, attributes: { Arn: arnOf(cloud, `cluster/${name}`) } };
  },
};

const taskDefinition: ResourceHandler = {
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
  create(resource, cloud) {
    const { properties } = resource;
    const family = optionalText(properties, 'Family') ?? resource.logicalId;
    const arn = arnOf(cloud, `task-definition/${family}:1`);
    tasksOf(cloud).definitions.set(arn, {
      arn,
      path: resource.path,
      taskRoleArn: optionalText(properties, 'TaskRoleArn'),
      executionRoleArn: optionalText(properties, 'ExecutionRoleArn'),
      cpu: optionalNumber(properties, 'Cpu'),
      memoryMiB: optionalNumber(properties, 'Memory'),
      container: containerOf(cloud, resource),
    });
    return { ref: arn, attributes: { TaskDefinitionArn: arn } };
  },
};

/** The one container whose image is an asset; sidecars that are not essential are left out. */
function containerOf(cloud: Cloud, resource: Resource): ContainerDefinition {
  const containers = objects(resource.properties, 'ContainerDefinitions');
  const runnable = containers.filter((one) => directoryOf(cloud, one) !== undefined);
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
    directory: directoryOf(cloud, container) ?? '',
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

function directoryOf(cloud: Cloud, container: Properties): string | undefined {
  return cloud.images.directory(optionalText(container, 'Image') ?? '');
}

function argumentsOf(resource: Resource, container: Properties): string[] {
  const command = [...texts(container, 'EntryPoint'), ...texts(container, 'Command')];
  if (command.length === 0) return ['main.mjs'];
  if (command[0] !== 'node') throw new ResourceError(resource, `cannot run ${command.join(' ')}`);
  return command.slice(1);
}

const service: ResourceHandler = {
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
  create(resource, cloud) {
    const { properties } = resource;
    const name = optionalText(properties, 'ServiceName') ?? resource.logicalId;
    const task = tasksOf(cloud).definitions.get(text(resource, 'TaskDefinition'));
    if (!task) throw new ResourceError(resource, 'there is no such task definition');
    const groups = objects(properties, 'LoadBalancers').map((balancer) => {
      const arn = optionalText(balancer, 'TargetGroupArn') ?? '';
      const group = balancersOf(cloud).groups.get(arn);
      if (!group) throw new ResourceError(resource, `there is no target group ${arn}`);
      return group;
    });
    connectNames(cloud, object(properties, 'ServiceConnectConfiguration'), groups);
    const desiredCount = optionalNumber(properties, 'DesiredCount') ?? 1;
    tasksOf(cloud).start({ name, task, desiredCount, groups });
    const clusterName = (optionalText(properties, 'Cluster') ?? 'default').split('/').at(-1);
    const arn = arnOf(cloud, `service/${clusterName}/${name}`);
    return { ref: arn, attributes: { Name: name, ServiceArn: arn } };
  },
};

function connectNames(
  cloud: Cloud,
  configuration: Properties,
  groups: readonly TargetGroup[],
): void {
  const aliases = objects(configuration, 'Services').flatMap((one) =>
    objects(one, 'ClientAliases'),
  );
  for (const alias of aliases) connect(cloud, `${alias.DnsName}:${alias.Port}`, groups);
}

function arnOf(cloud: Cloud, resource: string): string {
  return `arn:aws:ecs:${cloud.region}:${cloud.accountId}:${resource}`;
}

export const containerResources: readonly ResourceHandler[] = [cluster, taskDefinition, service];
