// How requests reach a containerised service: its target group and its rule at the internal load balancer.
import { Duration } from 'aws-cdk-lib';
import type { IVpc } from 'aws-cdk-lib/aws-ec2';
import {
  ApplicationProtocol,
  ApplicationTargetGroup,
  CfnListenerRule,
  TargetGroupLoadBalancingAlgorithmType,
  TargetType,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Construct } from 'constructs';
import type { StageConfig } from '../stages.ts';
import { port } from './fargate-task.ts';

export interface ContainerTrafficProps {
  readonly stage: StageConfig;
  readonly vpc: IVpc;
  readonly listenerArn: string;
  readonly paths: readonly string[];
  readonly priority: number;
}

export class ContainerTraffic extends Construct {
  readonly targets: ApplicationTargetGroup;
  readonly rule: CfnListenerRule;
  /** Takes the new tasks of a canary. */
  readonly alternative: ApplicationTargetGroup | undefined;

  constructor(scope: Construct, id: string, props: ContainerTrafficProps) {
    super(scope, id);
    this.targets = this.group('Targets', props.vpc);
    this.alternative = props.stage.canary ? this.group('Alternative', props.vpc) : undefined;
    this.rule = new CfnListenerRule(this, 'Rule', {
      listenerArn: props.listenerArn,
      priority: props.priority,
      conditions: [
        {
          field: 'path-pattern',
          pathPatternConfig: { values: props.paths.map((path) => `/v1${path}*`) },
        },
      ],
      actions: [this.forward()],
    });
  }

  get groups(): readonly ApplicationTargetGroup[] {
    return this.alternative === undefined ? [this.targets] : [this.targets, this.alternative];
  }

  /** ECS moves the weights of a canary. */
  private forward(): CfnListenerRule.ActionProperty {
    if (this.alternative === undefined) {
      return { type: 'forward', targetGroupArn: this.targets.targetGroupArn };
    }
    const targetGroups = [
      { targetGroupArn: this.targets.targetGroupArn, weight: 100 },
      { targetGroupArn: this.alternative.targetGroupArn, weight: 0 },
    ];
    return { type: 'forward', forwardConfig: { targetGroups } };
  }

  private group(id: string, vpc: IVpc): ApplicationTargetGroup {
    return new ApplicationTargetGroup(this, id, {
      vpc,
      targetType: TargetType.IP,
      protocol: ApplicationProtocol.HTTP,
      port,
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
  }
}
