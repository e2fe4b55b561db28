// The private network: containers and load balancer without public addresses, and who may talk to whom in it.
import {
  FlowLogDestination,
  FlowLogTrafficType,
  GatewayVpcEndpointAwsService,
  InterfaceVpcEndpointAwsService,
  Peer,
  Port,
  SecurityGroup,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { nameOf, publish } from '../names.ts';
import type { StageConfig } from '../stages.ts';

/** What containers call besides DynamoDB and S3, which have gateway endpoints in every stage. */
const endpoints = {
  Sqs: InterfaceVpcEndpointAwsService.SQS,
  SecretsManager: InterfaceVpcEndpointAwsService.SECRETS_MANAGER,
  Logs: InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS,
  Ecr: InterfaceVpcEndpointAwsService.ECR,
  EcrDocker: InterfaceVpcEndpointAwsService.ECR_DOCKER,
  XRay: InterfaceVpcEndpointAwsService.XRAY,
};

export class Network extends Construct {
  readonly vpc: Vpc;
  /** Of the link from the API gateway. */
  readonly linkSecurityGroup: SecurityGroup;
  readonly loadBalancerSecurityGroup: SecurityGroup;

  constructor(scope: Construct, id: string, stage: StageConfig) {
    super(scope, id);
    this.vpc = new Vpc(this, 'Vpc', {
      vpcName: nameOf(stage),
      maxAzs: 2,
      natGateways: stage.natGateways,
      subnetConfiguration: [
        { name: 'public', subnetType: SubnetType.PUBLIC, cidrMask: 24, mapPublicIpOnLaunch: false },
        { name: 'private', subnetType: SubnetType.PRIVATE_WITH_EGRESS, cidrMask: 20 },
      ],
      gatewayEndpoints: {
        DynamoDb: { service: GatewayVpcEndpointAwsService.DYNAMODB },
        S3: { service: GatewayVpcEndpointAwsService.S3 },
      },
      flowLogs: {
        Rejected: {
          trafficType: FlowLogTrafficType.REJECT,
          destination: FlowLogDestination.toCloudWatchLogs(
            new LogGroup(this, 'FlowLogs', {
              logGroupName: `/vpc/${nameOf(stage)}`,
              retention: stage.logRetention,
              removalPolicy: stage.removalPolicy,
            }),
          ),
        },
      },
    });
    if (stage.interfaceEndpoints) {
      for (const [name, service] of Object.entries(endpoints)) {
        this.vpc.addInterfaceEndpoint(name, { service });
      }
    }
    this.linkSecurityGroup = this.securityGroup('Link', 'From the API gateway');
    this.loadBalancerSecurityGroup = this.securityGroup('LoadBalancer', 'Internal load balancer');
    const services = this.securityGroup('Services', 'Containers');
    this.allow(this.linkSecurityGroup, this.loadBalancerSecurityGroup, 80);
    if (stage.serviceConnect) this.allow(services, services, 8080);
    else this.allow(services, this.loadBalancerSecurityGroup, 80);
    this.allow(this.loadBalancerSecurityGroup, services, 8080);
    services.addEgressRule(Peer.anyIpv4(), Port.tcp(443), 'AWS and the public API over TLS');
    publish(this, stage, {
      'platform/vpc-id': this.vpc.vpcId,
      'platform/services-security-group-id': services.securityGroupId,
    });
    for (const [index, subnet] of this.vpc.privateSubnets.entries()) {
      publish(this, stage, { [`platform/private-subnet-${index + 1}-id`]: subnet.subnetId });
    }
  }

  private securityGroup(id: string, description: string): SecurityGroup {
    return new SecurityGroup(this, id, { vpc: this.vpc, description, allowAllOutbound: false });
  }

  private allow(from: SecurityGroup, to: SecurityGroup, port: number): void {
    from.addEgressRule(to, Port.tcp(port), `To port ${port}`);
    to.addIngressRule(from, Port.tcp(port), `On port ${port}`);
  }
}
