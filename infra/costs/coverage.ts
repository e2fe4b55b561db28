// What is paid of each type of resource that has no price by the month: which line counts it, or why there is none.

/** Types whose use is paid: the line of the tables that counts it. */
export const paidByUse: Readonly<Record<string, string>> = {
  'AWS::ApiGateway::RestApi': 'Requests (API Gateway)',
  'AWS::ApplicationAutoScaling::ScalableTarget': 'Tasks on Fargate',
  'AWS::Backup::BackupVault': 'Copies (Backup)',
  'AWS::Backup::RestoreTestingPlan': 'Restores on trial (Backup)',
  'AWS::CloudFront::Distribution': 'Requests (CloudFront)',
  // A tenth of what a request is paid, and only where staff open a page.
  'AWS::CloudFront::Function': 'Requests (CloudFront)',
  'AWS::DynamoDB::GlobalTable': 'Writes (DynamoDB)',
  'AWS::DynamoDB::Table': 'Writes (DynamoDB)',
  'AWS::ECS::Service': 'Tasks on Fargate',
  'AWS::ECS::TaskDefinition': 'Images',
  'AWS::KinesisFirehose::DeliveryStream': 'Archive of facts (Firehose)',
  'AWS::Lambda::Function': 'Calls (Lambda)',
  'AWS::Logs::LogGroup': 'Logs (CloudWatch)',
  'AWS::S3::Bucket': 'Storage of facts (S3)',
  'AWS::SES::ConfigurationSet': 'Mails (SES)',
  'AWS::SNS::Topic': 'Topics (SNS)',
  'AWS::SQS::Queue': 'Queues (SQS)',
};

/** Configuration of something else, which is paid or free itself. */
const partOf = (types: string): readonly string[] => types.split(/\s+/).filter(Boolean);

/** Types that cost nothing by themselves. */
export const free: ReadonlySet<string> = new Set(
  Object.entries({
    ApiGateway:
      'Account Authorizer ApiKey BasePathMapping Deployment DomainName GatewayResponse Method Model Resource UsagePlan UsagePlanKey',
    ApiGatewayV2: 'VpcLink',
    Backup: 'BackupPlan BackupSelection RestoreTestingSelection',
    // Two budgets of an account are free: https://aws.amazon.com/aws-cost-management/aws-budgets/pricing/
    Budgets: 'Budget',
    CloudFront: 'CachePolicy OriginAccessControl ResponseHeadersPolicy',
    // For functions: https://aws.amazon.com/codedeploy/pricing/
    CodeDeploy: 'Application DeploymentGroup',
    EC2: 'FlowLog InternetGateway Route RouteTable SecurityGroup SecurityGroupEgress SecurityGroupIngress Subnet SubnetRouteTableAssociation VPC VPCGatewayAttachment',
    ECS: 'Cluster ClusterCapacityProviderAssociations',
    ElasticLoadBalancingV2: 'Listener ListenerRule TargetGroup',
    // The first million of objects in the catalogue: https://aws.amazon.com/glue/pricing/
    Glue: 'Database Table',
    IAM: 'Policy Role',
    KMS: 'Alias',
    Lambda: 'Alias EventInvokeConfig Permission Version',
    Logs: 'LogStream',
    S3: 'BucketPolicy',
    SES: 'ConfigurationSetEventDestination',
    // Names of Service Connect are not billed: https://aws.amazon.com/cloud-map/pricing/
    ServiceDiscovery: 'HttpNamespace',
    SNS: 'Subscription TopicPolicy',
    SQS: 'QueuePolicy',
    // Of the standard tier.
    SSM: 'Parameter',
    SecretsManager: 'ResourcePolicy RotationSchedule',
    WAFv2: 'IPSet LoggingConfiguration WebACLAssociation',
  }).flatMap(([service, types]) => partOf(types).map((type) => `AWS::${service}::${type}`)),
);
