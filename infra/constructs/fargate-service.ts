// A containerised service: at least two tasks in private subnets behind the internal load balancer, replaced without a gap.
import { existsSync } from 'node:fs';
import { Aws, Duration } from 'aws-cdk-lib';
import { Platform } from 'aws-cdk-lib/aws-ecr-assets';
import {
  AwsLogDriverMode,
  ContainerImage,
  CpuArchitecture,
  FargateService as EcsService,
  FargateTaskDefinition,
  LogDriver,
  OperatingSystemFamily,
  PropagatedTagSource,
} from 'aws-cdk-lib/aws-ecs';
import {
  ApplicationProtocol,
  ApplicationTargetGroup,
  CfnListenerRule,
  TargetGroupLoadBalancingAlgorithmType,
  TargetType,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { type IGrantable, type IPrincipal, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { serviceEnvironment } from '../environment.ts';
import { nameOf } from '../names.ts';
import type { StageConfig } from '../stages.ts';
import { PlatformNetwork } from './platform-network.ts';

export interface FargateServiceProps {
  readonly stage: StageConfig;
  readonly service: string;
  /** Below the stage, e.g. `/orders`; everything under them comes here too. At most five: an ALB rule has no more. */
  readonly paths: readonly string[];
  /** Order of the load balancer's rules, unique for each service. */
  readonly priority: number;
  /** @default none beside those every service has */
  readonly environment?: Readonly<Record<string, string>>;
}

const port = 8080;

/** The image has no curl, but Node. */
const healthCheck = [
  'CMD',
  'node',
  '-e',
  `fetch('http://127.0.0.1:${port}/health/live').then((r)=>process.exit(r.ok?0:1),()=>process.exit(1))`,
];

const imageOf = (stage: StageConfig, service: string): ContainerImage => {
  const directory = `${stage.dist}/containers/${service}`;
  for (const file of ['main.mjs', 'Dockerfile']) {
    if (!existsSync(`${directory}/${file}`)) {
      throw new Error(`${directory}/${file} is missing: run "npm run build" first`);
    }
  }
  return ContainerImage.fromAsset(directory, {
    platform: Platform.LINUX_ARM64,
    buildArgs: stage.nodeImage === undefined ? undefined : { NODE_IMAGE: stage.nodeImage },
  });
};

export class FargateService extends Construct implements IGrantable {
  readonly grantPrincipal: IPrincipal;
  private readonly props: FargateServiceProps;

  constructor(scope: Construct, id: string, props: FargateServiceProps) {
    super(scope, id);
    this.props = props;
    const { stage, service } = props;
    const network = new PlatformNetwork(this, 'Network', stage);
    const taskRole = new Role(this, 'TaskRole', {
      assumedBy: new ServicePrincipal('ecs-tasks.amazonaws.com'),
    });
    this.grantPrincipal = taskRole;
    const tasks = new EcsService(this, 'Service', {
      serviceName: service,
      cluster: network.cluster,
      taskDefinition: this.taskDefinition(taskRole),
      desiredCount: stage.tasks.minimum,
      minHealthyPercent: 100,
      maxHealthyPercent: 200,
      circuitBreaker: { enable: true, rollback: true },
      healthCheckGracePeriod: Duration.seconds(30),
      assignPublicIp: false,
      vpcSubnets: { subnets: network.vpc.privateSubnets },
      securityGroups: [network.securityGroup],
      propagateTags: PropagatedTagSource.SERVICE,
    });
    const targetGroup = new ApplicationTargetGroup(this, 'Targets', {
      vpc: network.vpc,
      targetType: TargetType.IP,
      protocol: ApplicationProtocol.HTTP,
      port,
      targets: [tasks.loadBalancerTarget({ containerName: service, containerPort: port })],
      loadBalancingAlgorithmType: TargetGroupLoadBalancingAlgorithmType.LEAST_OUTSTANDING_REQUESTS,
      // Shorter than the task's stop timeout, so that a draining task gets no new request.
      deregistrationDelay: Duration.seconds(10),
      healthCheck: {
        path: '/health/ready',
        interval: Duration.seconds(10),
        timeout: Duration.seconds(5),
        healthyThresholdCount: 2,
        unhealthyThresholdCount: 2,
      },
    });
    const rule = new CfnListenerRule(this, 'Rule', {
      listenerArn: network.listenerArn,
      priority: props.priority,
      conditions: [
        {
          field: 'path-pattern',
          pathPatternConfig: { values: props.paths.map((path) => `/v1${path}*`) },
        },
      ],
      actions: [{ type: 'forward', targetGroupArn: targetGroup.targetGroupArn }],
    });
    // ECS refuses a target group that no load balancer uses yet.
    tasks.node.addDependency(rule);
    tasks
      .autoScaleTaskCount({ minCapacity: stage.tasks.minimum, maxCapacity: stage.tasks.maximum })
      .scaleOnCpuUtilization('Cpu', { targetUtilizationPercent: 60 });
  }

  private taskDefinition(taskRole: Role): FargateTaskDefinition {
    const { stage, service, environment } = this.props;
    const taskDefinition = new FargateTaskDefinition(this, 'Task', {
      family: nameOf(stage, service),
      cpu: stage.tasks.cpu,
      memoryLimitMiB: stage.tasks.memoryMiB,
      runtimePlatform: {
        cpuArchitecture: CpuArchitecture.ARM64,
        operatingSystemFamily: OperatingSystemFamily.LINUX,
      },
      taskRole,
    });
    taskDefinition.addContainer(service, {
      containerName: service,
      image: imageOf(stage, service),
      portMappings: [{ containerPort: port }],
      // The user `node` of the official image.
      user: '1000:1000',
      readonlyRootFilesystem: true,
      // The server drains for at most 25 s after SIGTERM.
      stopTimeout: Duration.seconds(30),
      healthCheck: {
        command: healthCheck,
        interval: Duration.seconds(10),
        timeout: Duration.seconds(5),
        startPeriod: Duration.seconds(15),
        retries: 3,
      },
      environment: {
        ...serviceEnvironment(stage, service),
        AWS_REGION: Aws.REGION,
        PORT: String(port),
        ...environment,
      },
      logging: LogDriver.awsLogs({
        streamPrefix: service,
        mode: AwsLogDriverMode.NON_BLOCKING,
        logGroup: new LogGroup(this, 'Logs', {
          logGroupName: `/ecs/${nameOf(stage, service)}`,
          retention: stage.logRetention,
          removalPolicy: stage.removalPolicy,
        }),
      }),
    });
    return taskDefinition;
  }
}
