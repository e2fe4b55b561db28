// Starts and stops tasks of a service with its load: by the use of their CPUs, and by the messages that wait for each of them.
import { CfnScalingPolicy } from 'aws-cdk-lib/aws-applicationautoscaling';
import type { FargateService } from 'aws-cdk-lib/aws-ecs';
import type { Construct } from 'constructs';
import { nameOf } from '../../names.ts';
import type { StageConfig } from '../../stages.ts';
import { scaling } from '../../workloads/definition.ts';

const metricOf = (
  id: string,
  namespace: string,
  [metricName, stat]: readonly [string, string],
  dimensions: Readonly<Record<string, string>>,
) => ({
  id,
  returnData: false,
  metricStat: {
    stat,
    metric: {
      namespace,
      metricName,
      dimensions: Object.entries(dimensions).map(([name, value]) => ({ name, value })),
    },
  },
});

export const scaleWithLoad = (
  scope: Construct,
  stage: StageConfig,
  service: string,
  tasks: FargateService,
): void => {
  const target = tasks.autoScaleTaskCount({
    minCapacity: stage.tasks.minimum,
    maxCapacity: stage.tasks.maximum,
  });
  target.scaleOnCpuUtilization('Cpu', { targetUtilizationPercent: scaling.cpuPercent });
  const policy = new CfnScalingPolicy(scope, 'Admission', {
    policyName: nameOf(stage, service, 'backlog'),
    policyType: 'TargetTrackingScaling',
    serviceNamespace: 'ecs',
    scalableDimension: 'ecs:service:DesiredCount',
    resourceId: `service/${nameOf(stage)}/${service}`,
    targetTrackingScalingPolicyConfiguration: {
      targetValue: scaling.messagesEach,
      scaleInCooldown: scaling.inSeconds,
      scaleOutCooldown: scaling.outSeconds,
      // https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-target-tracking-metric-math.html
      customizedMetricSpecification: {
        metrics: [
          metricOf('waiting', 'AWS/SQS', ['ApproximateNumberOfMessagesVisible', 'Average'], {
            QueueName: nameOf(stage, service, 'inbox'),
          }),
          // Each task tells once a minute: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service_utilization.html
          metricOf('running', 'AWS/ECS', ['CPUUtilization', 'SampleCount'], {
            ClusterName: nameOf(stage),
            ServiceName: service,
          }),
          {
            id: 'backlog',
            expression: 'waiting / FILL(running, 1)',
            label: 'messages for each task',
            returnData: true,
          },
        ],
      },
    },
  });
  policy.node.addDependency(target);
};
