// The private network: containers and load balancer without public addresses, and who may talk to whom in it.
import { Aws } from 'aws-cdk-lib';
import {
  FlowLogDestination,
  FlowLogTrafficType,
  GatewayVpcEndpointAwsService,
  InterfaceVpcEndpointAwsService,
  type ISubnet,
  Peer,
  Port,
  SecurityGroup,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { AnyPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { nameOf, publish } from '../../names.ts';
import { callsByName, type StageConfig } from '../../stages.ts';

/** What containers call all the time besides DynamoDB; what they call when they start, and for traces, goes over NAT. */
const endpoints = {
  Sqs: InterfaceVpcEndpointAwsService.SQS,
  SecretsManager: InterfaceVpcEndpointAwsService.SECRETS_MANAGER,
  Logs: InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS,
};

const everything = { principals: [new AnyPrincipal()], actions: ['*'], resources: ['*'] };

/** Nobody carries data out to an account of their own: https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html */
const ownAccount = new PolicyStatement({
  ...everything,
  sid: 'OwnAccount',
  conditions: { StringEquals: { 'aws:PrincipalAccount': Aws.ACCOUNT_ID } },
});

/** Layers of images are in a bucket of AWS: https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html */
const imageLayers = new PolicyStatement({
  sid: 'ImageLayers',
  principals: [new AnyPrincipal()],
  actions: ['s3:GetObject'],
  resources: [`arn:${Aws.PARTITION}:s3:::prod-${Aws.REGION}-starport-layer-bucket/*`],
});

/** Without NAT a task reaches AWS by an address of its own. */
export const hasPublicTasks = ({ natGateways }: StageConfig): boolean => natGateways === 0;

/** Where the id of a subnet of tasks is published. */
export const subnetKey = (stage: StageConfig, index: number): string =>
  `platform/${hasPublicTasks(stage) ? 'public' : 'private'}-subnet-${index + 1}-id`;

/** Of the inner subnets, as the VPC deals them out. */
export const innerRanges = ['10.0.16.0/20', '10.0.32.0/20'];

export class Network extends Construct {
  readonly vpc: Vpc;
  /** Of the link from the API gateway. */
  readonly linkSecurityGroup: SecurityGroup;
  readonly loadBalancerSecurityGroup: SecurityGroup;

  /** Without a public address: of the load balancer, and of tasks where they leave by NAT. */
  get innerSubnets(): readonly ISubnet[] {
    return [...this.vpc.privateSubnets, ...this.vpc.isolatedSubnets];
  }

  constructor(scope: Construct, id: string, stage: StageConfig) {
    super(scope, id);
    this.vpc = new Vpc(this, 'Vpc', {
      vpcName: nameOf(stage),
      maxAzs: 2,
      natGateways: stage.natGateways,
      subnetConfiguration: [
        { name: 'public', subnetType: SubnetType.PUBLIC, cidrMask: 24, mapPublicIpOnLaunch: false },
        {
          name: 'private',
          subnetType: hasPublicTasks(stage)
            ? SubnetType.PRIVATE_ISOLATED
            : SubnetType.PRIVATE_WITH_EGRESS,
          cidrMask: 20,
        },
      ],
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
    this.linkSecurityGroup = this.securityGroup('Link', 'From the API gateway');
    this.loadBalancerSecurityGroup = this.securityGroup('LoadBalancer', 'Internal load balancer');
    const services = this.securityGroup('Services', 'Containers');
    this.allow(this.linkSecurityGroup, this.loadBalancerSecurityGroup, 80);
    if (callsByName(stage)) this.allow(services, services, 8080);
    else this.allow(services, this.loadBalancerSecurityGroup, 80);
    this.allow(this.loadBalancerSecurityGroup, services, 8080);
    services.addEgressRule(Peer.anyIpv4(), Port.tcp(443), 'AWS and the public API over TLS');
    this.endpoints(stage, services);
    publish(this, stage, {
      'platform/vpc-id': this.vpc.vpcId,
      'platform/services-security-group-id': services.securityGroupId,
    });
    for (const [index, subnet] of this.taskSubnets(stage).entries()) {
      publish(this, stage, { [subnetKey(stage, index)]: subnet.subnetId });
    }
  }

  private taskSubnets(stage: StageConfig): readonly ISubnet[] {
    return hasPublicTasks(stage) ? this.vpc.publicSubnets : this.innerSubnets;
  }

  private endpoints(stage: StageConfig, services: SecurityGroup): void {
    const { DYNAMODB, S3 } = GatewayVpcEndpointAwsService;
    this.vpc.addGatewayEndpoint('DynamoDb', { service: DYNAMODB }).addToPolicy(ownAccount);
    const s3 = this.vpc.addGatewayEndpoint('S3', { service: S3 });
    s3.addToPolicy(ownAccount);
    s3.addToPolicy(imageLayers);
    if (!stage.interfaceEndpoints) return;
    const securityGroup = this.securityGroup('Endpoints', 'Private endpoints of AWS services');
    securityGroup.addIngressRule(services, Port.tcp(443), 'On port 443');
    for (const [name, service] of Object.entries(endpoints)) {
      const endpoint = this.vpc.addInterfaceEndpoint(name, {
        service,
        open: false,
        securityGroups: [securityGroup],
      });
      endpoint.addToPolicy(ownAccount);
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
