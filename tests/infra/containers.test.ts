// Containers and the private network they run in.
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { filesOf, placeholderBundles, synthesise } from './support/assembly.ts';
import { describeRules } from './support/rules.ts';
import { at, listAt, numberAt, type Resource, textAt } from './support/system.ts';

const service = 'AWS::ECS::Service';
const taskDefinition = 'AWS::ECS::TaskDefinition';

const container = ({ properties }: Resource) => at(properties, 'ContainerDefinitions.0');

describeRules('services', [
  {
    fact: 'every service runs two tasks at least',
    type: service,
    holds: (each, system) =>
      system
        .referring(each, 'AWS::ApplicationAutoScaling::ScalableTarget', 'ResourceId')
        .some(({ properties }) => numberAt(properties, 'MinCapacity') >= 2),
    broken: (system) => system.remove('AWS::ApplicationAutoScaling::ScalableTarget'),
  },
  {
    fact: 'every service never has fewer tasks than it should while it is replaced',
    type: service,
    holds: ({ properties }) =>
      at(properties, 'DeploymentConfiguration.MinimumHealthyPercent') === 100,
    broken: ['DeploymentConfiguration.MinimumHealthyPercent', 50],
  },
  {
    fact: 'a deployment that does not get healthy is rolled back',
    type: service,
    holds: ({ properties }) =>
      at(properties, 'DeploymentConfiguration.DeploymentCircuitBreaker.Enable') === true &&
      at(properties, 'DeploymentConfiguration.DeploymentCircuitBreaker.Rollback') === true,
    broken: ['DeploymentConfiguration.DeploymentCircuitBreaker', undefined],
  },
  {
    fact: 'no task of customers has a public address',
    type: service,
    stages: ['prod'],
    holds: ({ properties }) =>
      at(properties, 'NetworkConfiguration.AwsvpcConfiguration.AssignPublicIp') === 'DISABLED',
    broken: ['NetworkConfiguration.AwsvpcConfiguration.AssignPublicIp', 'ENABLED'],
  },
  {
    fact: 'a deployment leaves the number of tasks to the scaling',
    type: service,
    stages: ['prod'],
    holds: ({ properties }) => at(properties, 'DesiredCount') === undefined,
    broken: ['DesiredCount', 3],
  },
  {
    fact: 'every service grows with its load',
    type: service,
    holds: (each, system) =>
      system
        .referring(each, 'AWS::ApplicationAutoScaling::ScalableTarget', 'ResourceId')
        .some(({ properties }) => numberAt(properties, 'MaxCapacity') > 2),
    broken: (system) => system.remove('AWS::ApplicationAutoScaling::ScalableTarget'),
  },
  {
    fact: 'every service grows with the use of its CPUs and with the messages that wait for it',
    type: service,
    holds: (each, system) => {
      const policies = system
        .of('AWS::ApplicationAutoScaling::ScalingPolicy')
        .filter(({ stack }) => stack === each.stack)
        .map(({ properties }) => JSON.stringify(properties));
      return ['ECSServiceAverageCPUUtilization', 'ApproximateNumberOfMessagesVisible'].every(
        (metric) => policies.some((policy) => policy.includes(metric)),
      );
    },
    broken: (system) => system.remove('AWS::ApplicationAutoScaling::ScalingPolicy'),
  },
  {
    fact: 'errors take a deployment back',
    type: service,
    holds: ({ properties }, system) => {
      const names = listAt(properties, 'DeploymentConfiguration.Alarms.AlarmNames');
      return (
        at(properties, 'DeploymentConfiguration.Alarms.Rollback') === true &&
        system
          .of('AWS::CloudWatch::Alarm')
          .some((alarm) => names.includes(at(alarm.properties, 'AlarmName')))
      );
    },
    broken: ['DeploymentConfiguration.Alarms', undefined],
  },
  {
    fact: 'new tasks first take a tenth of the requests, in a target group of their own',
    type: service,
    stages: ['prod'],
    holds: ({ properties }) =>
      at(properties, 'DeploymentConfiguration.Strategy') === 'CANARY' &&
      at(properties, 'DeploymentConfiguration.CanaryConfiguration.CanaryPercent') === 10 &&
      at(properties, 'LoadBalancers.0.AdvancedConfiguration.AlternateTargetGroupArn') !== undefined,
    broken: ['DeploymentConfiguration.Strategy', 'ROLLING'],
  },
  {
    fact: 'other containers find a service by its name',
    type: service,
    stages: ['prod'],
    holds: ({ properties }) =>
      at(properties, 'ServiceConnectConfiguration.Services.0.ClientAliases.0.DnsName') ===
      at(properties, 'ServiceName'),
    broken: ['ServiceConnectConfiguration', undefined],
  },
]);

describeRules('tasks', [
  {
    fact: 'a container cannot write to its image and does not run as root',
    type: taskDefinition,
    holds: (task) =>
      at(container(task), 'ReadonlyRootFilesystem') === true &&
      at(container(task), 'User') === '1000:1000',
    broken: ['ContainerDefinitions.0.User', undefined],
  },
  {
    fact: 'a container has no capability, whatever its image runs as',
    type: taskDefinition,
    holds: (task) =>
      isDeepStrictEqual(listAt(container(task), 'LinuxParameters.Capabilities.Drop'), ['ALL']) &&
      at(container(task), 'LinuxParameters.Capabilities.Add') === undefined,
    broken: ['ContainerDefinitions.0.LinuxParameters.Capabilities', undefined],
  },
  {
    fact: 'a container can be stopped before it listens to signals: process 1 is an init',
    type: taskDefinition,
    holds: (task) => at(container(task), 'LinuxParameters.InitProcessEnabled') === true,
    broken: ['ContainerDefinitions.0.LinuxParameters', undefined],
  },
  {
    fact: 'a container has 30 s to drain, longer than the load balancer still sends to it',
    type: taskDefinition,
    holds: (task) => at(container(task), 'StopTimeout') === 30,
    broken: ['ContainerDefinitions.0.StopTimeout', undefined],
  },
  {
    fact: 'a container that hangs is noticed',
    type: taskDefinition,
    holds: (task) => textAt(container(task), 'HealthCheck.Command').includes('/health/live'),
    broken: ['ContainerDefinitions.0.HealthCheck', undefined],
  },
  {
    fact: 'a container writes to a log group that forgets',
    type: taskDefinition,
    holds: (task, system) =>
      system
        .referred(task, at(container(task), 'LogConfiguration'), 'AWS::Logs::LogGroup')
        .some(({ properties }) => numberAt(properties, 'RetentionInDays') > 0),
    broken: ['ContainerDefinitions.0.LogConfiguration', undefined],
  },
  {
    fact: 'a container has a role of its own, apart from that of its start',
    type: taskDefinition,
    holds: (task, system) => {
      const [role] = system.referred(task, at(task.properties, 'TaskRoleArn'), 'AWS::IAM::Role');
      const [start] = system.referred(
        task,
        at(task.properties, 'ExecutionRoleArn'),
        'AWS::IAM::Role',
      );
      return role !== undefined && start !== undefined && role !== start;
    },
    broken: ['TaskRoleArn', undefined],
  },
  {
    fact: 'a collector takes the traces beside the service, which goes on without it',
    type: taskDefinition,
    stages: ['prod'],
    holds: ({ properties }) =>
      listAt(properties, 'ContainerDefinitions').some(
        (each) => at(each, 'Name') === 'collector' && at(each, 'Essential') === false,
      ) && textAt(properties, 'ContainerDefinitions.0.Environment').includes('127.0.0.1:4318'),
    broken: ['ContainerDefinitions.1.Essential', true],
  },
]);

describe('images', () => {
  it('are built for arm64, on the base image that is asked for', () => {
    const nodeImage = `node:24-slim@sha256:${'0'.repeat(64)}`;
    const { directory } = synthesise({ dist: placeholderBundles(), nodeImage });
    const { dockerImages } = JSON.parse(
      filesOf(directory)['Tandem-dev-Orders.assets.json'] ?? '{}',
    );
    const sources = Object.values(dockerImages).map((image) => at(image, 'source'));
    expect(sources).toEqual([
      {
        directory: expect.stringContaining('asset.'),
        dockerBuildArgs: { NODE_IMAGE: nodeImage },
        platform: 'linux/arm64',
      },
    ]);
  });
});
