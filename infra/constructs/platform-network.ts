// The platform's network and load balancer, as the stacks of the containers see them.
import { Fn } from 'aws-cdk-lib';
import { type ISecurityGroup, type IVpc, SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Cluster, type ICluster } from 'aws-cdk-lib/aws-ecs';
import {
  ApplicationListener,
  type IApplicationListener,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Construct } from 'constructs';
import { lookUp } from '../names.ts';
import type { StageConfig } from '../stages.ts';

export class PlatformNetwork extends Construct {
  readonly vpc: IVpc;
  readonly cluster: ICluster;
  readonly securityGroup: ISecurityGroup;
  readonly listener: IApplicationListener;

  constructor(scope: Construct, id: string, stage: StageConfig) {
    super(scope, id);
    const platform = (key: string) => lookUp(this, stage, `platform/${key}`);
    this.vpc = Vpc.fromVpcAttributes(this, 'Vpc', {
      vpcId: platform('vpc-id'),
      availabilityZones: [Fn.select(0, Fn.getAzs()), Fn.select(1, Fn.getAzs())],
      privateSubnetIds: [platform('private-subnet-1-id'), platform('private-subnet-2-id')],
      privateSubnetRouteTableIds: [
        platform('private-subnet-1-route-table-id'),
        platform('private-subnet-2-route-table-id'),
      ],
    });
    this.securityGroup = SecurityGroup.fromSecurityGroupId(
      this,
      'Services',
      platform('services-security-group-id'),
      { mutable: false },
    );
    this.cluster = Cluster.fromClusterAttributes(this, 'Cluster', {
      clusterName: platform('cluster-name'),
      vpc: this.vpc,
    });
    this.listener = ApplicationListener.fromApplicationListenerAttributes(this, 'Listener', {
      listenerArn: platform('listener-arn'),
      securityGroup: SecurityGroup.fromSecurityGroupId(
        this,
        'LoadBalancer',
        platform('load-balancer-security-group-id'),
        { mutable: false },
      ),
    });
  }
}
