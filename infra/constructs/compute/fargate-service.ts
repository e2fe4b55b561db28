// A containerised service on Fargate: at least two tasks behind the internal load balancer, replaced without a gap.
import { Duration } from 'aws-cdk-lib';
import {
  type CfnService,
  Cluster,
  DeploymentStrategy,
  FargateService as EcsService,
  type FargateServiceProps as EcsServiceProps,
  PropagatedTagSource,
} from 'aws-cdk-lib/aws-ecs';
import { type IGrantable, type IPrincipal, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { lookUp, nameOf } from '../../names.ts';
import { watch } from '../../tandem-stack.ts';
import type { ContainerServiceProps } from '../../workloads/container-props.ts';
import { port } from '../../workloads/definition.ts';
import { hasPublicTasks } from '../network/network.ts';
import { PlatformNetwork } from '../network/platform-network.ts';
import { alarmOnErrors, alarmOnTasks } from '../watching/container-alarms.ts';
import { ContainerTraffic } from './container-traffic.ts';
import { fargateTask } from './fargate-task.ts';
import { scaleWithLoad } from './task-scaling.ts';

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/canary-deployment.html */
const canary: Partial<EcsServiceProps> = {
  deploymentStrategy: DeploymentStrategy.CANARY,
  canaryConfiguration: { stepPercent: 10, stepBakeTime: Duration.minutes(5) },
  bakeTime: Duration.minutes(5),
};

/** The same two sets of tasks, and all calls move from one to the other in one step. */
const allAtOnce: Partial<EcsServiceProps> = {
  deploymentStrategy: DeploymentStrategy.BLUE_GREEN,
  bakeTime: Duration.minutes(0),
};

export class FargateService extends Construct implements IGrantable {
  readonly grantPrincipal: IPrincipal;
  private readonly props: ContainerServiceProps;

  constructor(scope: Construct, id: string, props: ContainerServiceProps) {
    super(scope, id);
    this.props = props;
    const { stage, service } = props;
    const network = new PlatformNetwork(this, 'Network', stage);
    const taskRole = new Role(this, 'TaskRole', {
      assumedBy: new ServicePrincipal('ecs-tasks.amazonaws.com'),
    });
    this.grantPrincipal = taskRole;
    const traffic = new ContainerTraffic(this, 'Traffic', {
      ...props,
      vpc: network.vpc,
      listenerArn: network.listenerArn,
    });
    const errors = alarmOnErrors(this, stage, service, traffic.groups);
    const tasks = new EcsService(this, 'Service', {
      serviceName: service,
      cluster: Cluster.fromClusterAttributes(this, 'Cluster', {
        clusterName: lookUp(this, stage, 'platform/cluster-name'),
        vpc: network.vpc,
      }),
      taskDefinition: fargateTask(this, { stage, service, taskRole }),
      // In the middle of a busy day a count in the template would set back what scaling has started.
      desiredCount: stage.canary ? undefined : stage.tasks.minimum,
      minHealthyPercent: 100,
      maxHealthyPercent: 200,
      circuitBreaker: { enable: true, rollback: true },
      // By name, so that the alarm may look at the target group that the service fills.
      deploymentAlarms: stage.allAtOnce
        ? undefined
        : { alarmNames: [nameOf(stage, service, 'errors')] },
      ...(stage.canary && (stage.allAtOnce ? allAtOnce : canary)),
      capacityProviderStrategies: stage.tasks.spot
        ? [{ capacityProvider: 'FARGATE_SPOT', weight: 1 }]
        : undefined,
      healthCheckGracePeriod: Duration.seconds(30),
      assignPublicIp: hasPublicTasks(stage),
      vpcSubnets: {
        subnets: hasPublicTasks(stage) ? network.vpc.publicSubnets : network.vpc.privateSubnets,
      },
      securityGroups: [network.securityGroup],
      propagateTags: PropagatedTagSource.SERVICE,
      serviceConnectConfiguration: this.serviceConnect(),
    });
    traffic.targets.addTarget(
      tasks.loadBalancerTarget({ containerName: service, containerPort: port }),
    );
    this.shiftTraffic(tasks, traffic);
    // ECS refuses a target group that no load balancer uses yet.
    tasks.node.addDependency(traffic.rule, errors);
    scaleWithLoad(this, stage, service, tasks);
    alarmOnTasks(this, stage, service);
    watch(this, 'containers', service);
  }

  /** Others find the service as `http://<service>:8080`. */
  private serviceConnect(): EcsServiceProps['serviceConnectConfiguration'] {
    const { stage, service } = this.props;
    if (!stage.serviceConnect) return undefined;
    return {
      namespace: lookUp(this, stage, 'platform/namespace-arn'),
      services: [{ portMappingName: service, dnsName: service, port }],
    };
  }

  private shiftTraffic(tasks: EcsService, { alternative, rule }: ContainerTraffic): void {
    if (alternative === undefined) return;
    const service = tasks.node.findChild('Service') as CfnService;
    service.addPropertyOverride('LoadBalancers.0.AdvancedConfiguration', {
      AlternateTargetGroupArn: alternative.targetGroupArn,
      ProductionListenerRule: rule.ref,
      RoleArn: lookUp(this, this.props.stage, 'platform/traffic-role-arn'),
    });
  }
}
