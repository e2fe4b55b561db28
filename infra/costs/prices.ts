// List prices in US dollars, us-east-1, on demand, without free tiers, as of November 2025. Other regions differ by some 10 to 30 %.

interface Price {
  readonly usd: number;
  readonly per: string;
  readonly source: string;
}

export const prices = {
  natGateway: {
    usd: 0.045,
    per: 'hour',
    source: 'https://aws.amazon.com/vpc/pricing/',
  },
  publicAddress: {
    usd: 0.005,
    per: 'hour',
    source: 'https://aws.amazon.com/vpc/pricing/',
  },
  interfaceEndpoint: {
    usd: 0.01,
    per: 'hour and availability zone',
    source: 'https://aws.amazon.com/privatelink/pricing/',
  },
  loadBalancer: {
    usd: 0.0225,
    per: 'hour',
    source: 'https://aws.amazon.com/elasticloadbalancing/pricing/',
  },
  fargateCpu: {
    usd: 0.03238,
    per: 'vCPU and hour, ARM',
    source: 'https://aws.amazon.com/fargate/pricing/',
  },
  fargateMemory: {
    usd: 0.00356,
    per: 'GB and hour, ARM',
    source: 'https://aws.amazon.com/fargate/pricing/',
  },
  key: { usd: 1, per: 'month', source: 'https://aws.amazon.com/kms/pricing/' },
  secret: { usd: 0.4, per: 'month', source: 'https://aws.amazon.com/secrets-manager/pricing/' },
  alarmMetric: {
    usd: 0.1,
    per: 'metric of an alarm and month',
    source: 'https://aws.amazon.com/cloudwatch/pricing/',
  },
  compositeAlarm: {
    usd: 0.5,
    per: 'month',
    source: 'https://aws.amazon.com/cloudwatch/pricing/',
  },
  dashboard: { usd: 3, per: 'month', source: 'https://aws.amazon.com/cloudwatch/pricing/' },
  customMetric: { usd: 0.3, per: 'month', source: 'https://aws.amazon.com/cloudwatch/pricing/' },
  logIngestion: { usd: 0.5, per: 'GB', source: 'https://aws.amazon.com/cloudwatch/pricing/' },
  webAcl: { usd: 5, per: 'month', source: 'https://aws.amazon.com/waf/pricing/' },
  webAclRule: { usd: 1, per: 'month', source: 'https://aws.amazon.com/waf/pricing/' },
  webAclRequest: { usd: 0.6, per: 'million', source: 'https://aws.amazon.com/waf/pricing/' },
  apiRequest: {
    usd: 3.5,
    per: 'million',
    source: 'https://aws.amazon.com/api-gateway/pricing/',
  },
  lambdaRequest: { usd: 0.2, per: 'million', source: 'https://aws.amazon.com/lambda/pricing/' },
  lambdaDuration: {
    usd: 0.0000133334,
    per: 'GB-second, ARM',
    source: 'https://aws.amazon.com/lambda/pricing/',
  },
  tableWrite: {
    usd: 0.625,
    per: 'million write units',
    source: 'https://aws.amazon.com/dynamodb/pricing/on-demand/',
  },
  tableRead: {
    usd: 0.125,
    per: 'million read units',
    source: 'https://aws.amazon.com/dynamodb/pricing/on-demand/',
  },
  tableStorage: {
    usd: 0.45,
    per: 'GB and month, with restore to any second',
    source: 'https://aws.amazon.com/dynamodb/pricing/on-demand/',
  },
  queueRequest: { usd: 0.4, per: 'million', source: 'https://aws.amazon.com/sqs/pricing/' },
  topicPublish: { usd: 0.5, per: 'million', source: 'https://aws.amazon.com/sns/pricing/' },
  scheduleRun: {
    usd: 1,
    per: 'million',
    source: 'https://aws.amazon.com/eventbridge/pricing/',
  },
  mail: { usd: 100, per: 'million', source: 'https://aws.amazon.com/ses/pricing/' },
} as const satisfies Record<string, Price>;

export const hoursPerMonth = 730;
