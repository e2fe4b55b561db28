// The platform's network and load balancer, as the stacks of the containers see them.
import { Annotations, Fn } from 'aws-cdk-lib';
import { type ISecurityGroup, type IVpc, SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { lookUp } from '../../names.ts';
import type { StageConfig } from '../../stages.ts';
import { hasPublicTasks, subnetKey } from './network.ts';

export class PlatformNetwork extends Construct {
  readonly vpc: IVpc;
  /** Of the containers. */
  readonly securityGroup: ISecurityGroup;
  readonly listenerArn: string;

  constructor(scope: Construct, id: string, stage: StageConfig) {
    super(scope, id);
    const platform = (key: string) => lookUp(this, stage, `platform/${key}`);
    this.vpc = Vpc.fromVpcAttributes(this, 'Vpc', {
      vpcId: platform('vpc-id'),
      availabilityZones: [Fn.select(0, Fn.getAzs()), Fn.select(1, Fn.getAzs())],
      [hasPublicTasks(stage) ? 'publicSubnetIds' : 'privateSubnetIds']: [0, 1].map((index) =>
        lookUp(this, stage, subnetKey(stage, index)),
      ),
    });
    Annotations.of(this.vpc).acknowledgeWarning(
      '@aws-cdk/aws-ec2:noSubnetRouteTableId',
      'A service adds no routes',
    );
    this.securityGroup = SecurityGroup.fromSecurityGroupId(
      this,
      'Services',
      platform('services-security-group-id'),
      { mutable: false },
    );
    this.listenerArn = platform('listener-arn');
  }
}
