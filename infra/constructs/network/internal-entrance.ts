// The way from the API gateway to the containers: VPC link, internal load balancer, and a listener the services add rules to.
import { CfnVpcLink } from 'aws-cdk-lib/aws-apigatewayv2';
import {
  ApplicationLoadBalancer,
  ApplicationProtocol,
  ListenerAction,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Construct } from 'constructs';
import { nameOf, publish } from '../../names.ts';
import type { StageConfig } from '../../stages.ts';
import { problemBody } from '../api/problem.ts';
import type { Network } from './network.ts';

export class InternalEntrance extends Construct {
  constructor(scope: Construct, id: string, stage: StageConfig, network: Network) {
    super(scope, id);
    const loadBalancer = new ApplicationLoadBalancer(this, 'LoadBalancer', {
      vpc: network.vpc,
      vpcSubnets: { subnets: [...network.innerSubnets] },
      internetFacing: false,
      securityGroup: network.loadBalancerSecurityGroup,
      dropInvalidHeaderFields: true,
      deletionProtection: stage.deletionProtection,
    });
    const listener = loadBalancer.addListener('Http', {
      protocol: ApplicationProtocol.HTTP,
      port: 80,
      open: false,
      // A fixed response cannot be application/problem+json:
      // https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_FixedResponseActionConfig.html
      defaultAction: ListenerAction.fixedResponse(404, {
        contentType: 'application/json',
        messageBody: problemBody('not-found', 'urn:request:unknown'),
      }),
    });
    const link = new CfnVpcLink(this, 'Link', {
      name: nameOf(stage),
      subnetIds: network.innerSubnets.map(({ subnetId }) => subnetId),
      securityGroupIds: [network.linkSecurityGroup.securityGroupId],
    });
    publish(this, stage, {
      'platform/load-balancer-arn': loadBalancer.loadBalancerArn,
      'platform/load-balancer-dns': loadBalancer.loadBalancerDnsName,
      'platform/load-balancer-name': loadBalancer.loadBalancerFullName,
      'platform/listener-arn': listener.listenerArn,
      'platform/vpc-link-id': link.ref,
    });
  }
}
