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
import type { StageConfig } from '../../stages.ts';
import { type ContainerService, health, port, stop } from '../../workloads/definition.ts';
import { pathsOf } from '../api/api-paths.ts';

/** The gateway tells the load balancer with it whom a request is for; what a client sends under this name is replaced. */
export const serviceHeader = 'X-Tandem-Service';

export interface ContainerTrafficProps {
  readonly stage: StageConfig;
  readonly service: ContainerService;
  readonly vpc: IVpc;
  readonly listenerArn: string;
  readonly priority: number;
}

const byPath = (...values: string[]): CfnListenerRule.RuleConditionProperty => ({
  field: 'path-pattern',
  pathPatternConfig: { values },
});

/**
 * A rule that is changed gets its weights from the template again, which may be those of the tasks that are gone:
 * https://github.com/aws/aws-cdk/issues/36649. So a rule whose weights ECS moves says nothing that a new route changes.
 */
const conditionsOf = ({
  stage,
  service,
}: ContainerTrafficProps): CfnListenerRule.RuleConditionProperty[] =>
  stage.canary
    ? [
        {
          field: 'http-header',
          httpHeaderConfig: { httpHeaderName: serviceHeader, values: [service] },
        },
        byPath('/v1/*'),
      ]
    : [byPath(...pathsOf(service).map((path) => `/v1${path}*`))];

export class ContainerTraffic extends Construct {
  readonly targets: ApplicationTargetGroup;
  readonly rule: CfnListenerRule;
  /** Takes the new tasks of a canary on ECS. */
  readonly alternative: ApplicationTargetGroup | undefined;

  constructor(scope: Construct, id: string, props: ContainerTrafficProps) {
    super(scope, id);
    const { stage, vpc } = props;
    this.targets = this.group('Targets', vpc);
    this.alternative =
      stage.canary && stage.kubernetes === undefined ? this.group('Alternative', vpc) : undefined;
    this.rule = new CfnListenerRule(this, 'Rule', {
      listenerArn: props.listenerArn,
      priority: props.priority,
      conditions: conditionsOf(props),
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
    const { ready } = health;
    return new ApplicationTargetGroup(this, id, {
      vpc,
      targetType: TargetType.IP,
      protocol: ApplicationProtocol.HTTP,
      port,
      loadBalancingAlgorithmType: TargetGroupLoadBalancingAlgorithmType.LEAST_OUTSTANDING_REQUESTS,
      deregistrationDelay: Duration.seconds(stop.deregistrationSeconds),
      healthCheck: {
        path: ready.path,
        interval: Duration.seconds(ready.intervalSeconds),
        timeout: Duration.seconds(ready.timeoutSeconds),
        healthyThresholdCount: ready.successes,
        unhealthyThresholdCount: ready.failures,
      },
    });
  }
}
