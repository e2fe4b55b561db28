// AWS::ECS resources: a service runs the bundle in its image's asset directory as a process.

import { type Account, arnOf } from '../cloud/arn.ts';
import type { Images, ResourceHandler } from '../cloud/cloud.ts';
import {
  object,
  objects,
  optionalNumber,
  optionalText,
  type Properties,
  ResourceError,
  text,
} from '../cloud/read.ts';
import type { Balancers } from '../load-balancer/registry.ts';
import type { TargetGroup } from '../load-balancer/target-group.ts';
import { containerOf } from './container.ts';
import type { ServiceConnect } from './service-connect.ts';
import type { Tasks } from './tasks.ts';

interface Needs {
  readonly account: Account;
  readonly images: Images;
  readonly tasks: Pick<Tasks, 'definitions' | 'start'>;
  readonly balancers: Pick<Balancers, 'groups'>;
  readonly connect: ServiceConnect['connect'];
}

const clusterProperties = [
  'CapacityProviders',
  'ClusterName',
  'ClusterSettings',
  'Configuration',
  'DefaultCapacityProviderStrategy',
  'ServiceConnectDefaults',
  'Tags',
];

const cluster = ({ account }: Needs): ResourceHandler => ({
  type: 'AWS::ECS::Cluster',
  properties: clusterProperties,
  create(resource) {
    const name = optionalText(resource.properties, 'ClusterName') ?? resource.logicalId;
    return { ref: name, attributes: { Arn: arnOf('ecs', `cluster/${name}`, account) } };
  },
});

const taskDefinitionProperties = [
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
];

const taskDefinition = ({ account, images, tasks }: Needs): ResourceHandler => ({
  type: 'AWS::ECS::TaskDefinition',
  properties: taskDefinitionProperties,
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

const serviceProperties = [
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
];

const service = ({ account, tasks, balancers, connect }: Needs): ResourceHandler => ({
  type: 'AWS::ECS::Service',
  properties: serviceProperties,
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
