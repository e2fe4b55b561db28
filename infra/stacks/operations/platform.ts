// What the services stand on: network, cluster, load balancer, the empty API, topics and the key of the tables.
import { Aws, RemovalPolicy } from 'aws-cdk-lib';
import { CfnAccount, CfnRestApi } from 'aws-cdk-lib/aws-apigateway';
import { LambdaApplication } from 'aws-cdk-lib/aws-codedeploy';
import { Cluster, ContainerInsights } from 'aws-cdk-lib/aws-ecs';
import { ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Alias } from 'aws-cdk-lib/aws-kms';
import { HttpNamespace } from 'aws-cdk-lib/aws-servicediscovery';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { Site } from '../../constructs/api/site.ts';
import { grantHook } from '../../constructs/compute/rollout-hook.ts';
import { WeeklyBackup } from '../../constructs/data/backup.ts';
import { dataKey } from '../../constructs/data/data-key.ts';
import { publishers } from '../../constructs/messaging/message-paths.ts';
import { InternalEntrance } from '../../constructs/network/internal-entrance.ts';
import { Network } from '../../constructs/network/network.ts';
import { AlarmsTopic } from '../../constructs/watching/alarms-topic.ts';
import { monthlyBudget } from '../../constructs/watching/monthly-budget.ts';
import { nameOf, publish } from '../../names.ts';
import type { StageConfig } from '../../stages.ts';
import { TandemStack } from '../../tandem-stack.ts';

export class PlatformStack extends TandemStack {
  constructor(scope: Construct, stage: StageConfig) {
    super(scope, 'Platform', stage);
    const network = new Network(this, 'Network', stage);
    new InternalEntrance(this, 'Entrance', stage, network);
    if (stage.kubernetes === undefined) this.cluster(network);
    const { keyArn } = dataKey(this, 'DataKey', stage);
    publish(this, stage, { 'platform/key-arn': keyArn });
    const alarms = new AlarmsTopic(this, 'Alarms', stage);
    monthlyBudget(this, 'Budget', stage, alarms);
    if (stage.backup) new WeeklyBackup(this, 'Backup', stage);
    this.topics();
    this.api();
    this.deployments();
  }

  /** Of ECS. */
  private cluster({ vpc }: Network): void {
    const { clusterName } = new Cluster(this, 'Cluster', {
      clusterName: nameOf(this.stage),
      vpc,
      // ECS itself tells CPU, memory and number of tasks for nothing; what Insights adds costs as much as a task.
      containerInsightsV2: ContainerInsights.DISABLED,
      enableFargateCapacityProviders: this.stage.tasks.spot,
    });
    publish(this, this.stage, { 'platform/cluster-name': clusterName });
    if (this.stage.serviceConnect) this.namespace();
    if (this.stage.canary) this.trafficRole();
  }

  /** In which containers find each other by name. */
  private namespace(): void {
    const { namespaceArn } = new HttpNamespace(this, 'Namespace', { name: nameOf(this.stage) });
    publish(this, this.stage, { 'platform/namespace-arn': namespaceArn });
  }

  /** One topic for the facts of each service that publishes some. */
  private topics(): void {
    const masterKey = Alias.fromAliasName(this, 'TopicKey', 'alias/aws/sns');
    for (const service of publishers) {
      const topic = new Topic(this, `Topic-${service}`, {
        topicName: nameOf(this.stage, service, 'events'),
        masterKey,
        enforceSSL: true,
      });
      publish(this, this.stage, { [`${service}/topic-arn`]: topic.topicArn });
    }
  }

  /** Empty here, so that services know the public address; the Api stack fills it. */
  private api(): void {
    const { domain } = this.stage;
    const api = new CfnRestApi(this, 'RestApi', {
      name: nameOf(this.stage),
      description: 'The public HTTP API of Tandem',
      endpointConfiguration: { types: ['REGIONAL'] },
      // Old clients are refused: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-security-policies.html
      securityPolicy: 'TLS_1_2',
      // Who has a name of their own wants no second way in.
      disableExecuteApiEndpoint: domain !== undefined,
    });
    publish(this, this.stage, {
      'platform/rest-api-id': api.ref,
      'platform/rest-api-root-id': api.attrRootResourceId,
      'platform/api-url':
        domain === undefined
          ? `https://${api.ref}.execute-api.${Aws.REGION}.${Aws.URL_SUFFIX}/v1`
          : `https://${domain.name}/v1`,
    });
    new Site(this, 'Site', this.stage, api.ref);
    // One setting for the account and region, so another stage may need it when this one is deleted:
    // https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
    const role = new Role(this, 'ApiLogsRole', {
      assumedBy: new ServicePrincipal('apigateway.amazonaws.com'),
      managedPolicies: [
        ManagedPolicy.fromAwsManagedPolicyName('service-role/AmazonAPIGatewayPushToCloudWatchLogs'),
      ],
    });
    const account = new CfnAccount(this, 'ApiLogs', { cloudWatchRoleArn: role.roleArn });
    role.applyRemovalPolicy(RemovalPolicy.RETAIN);
    account.applyRemovalPolicy(RemovalPolicy.RETAIN);
  }

  /** What shifts the functions' aliases, and the traffic of containers, to new code and back. */
  private deployments(): void {
    const application = new LambdaApplication(this, 'Deployments', {
      applicationName: nameOf(this.stage),
    });
    const role = new Role(this, 'DeploymentRole', {
      assumedBy: new ServicePrincipal('codedeploy.amazonaws.com'),
      managedPolicies: [
        ManagedPolicy.fromAwsManagedPolicyName('service-role/AWSCodeDeployRoleForLambdaLimited'),
      ],
    });
    grantHook(role, this.stage);
    publish(this, this.stage, {
      'platform/deployment-application': application.applicationName,
      'platform/deployment-role-arn': role.roleArn,
    });
  }

  /** ECS moves the weights of listener rules with it. */
  private trafficRole(): void {
    const trafficRole = new Role(this, 'TrafficRole', {
      assumedBy: new ServicePrincipal('ecs.amazonaws.com'),
      managedPolicies: [
        ManagedPolicy.fromAwsManagedPolicyName('AmazonECSInfrastructureRolePolicyForLoadBalancers'),
      ],
    });
    publish(this, this.stage, { 'platform/traffic-role-arn': trafficRole.roleArn });
  }
}
