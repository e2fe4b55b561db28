// List prices in US dollars, us-east-1, on demand, without free tiers, checked in November 2026. Other regions differ by some 10 to 30 %.

interface Price {
  readonly usd: number;
  readonly per: string;
  /** Where AWS publishes it; these pages show their numbers to browsers only. */
  readonly source: string;
  /** Who else says so, and when they did. */
  readonly checked: string;
}

const quoted = 'quoted alike in a dozen public repositories, November 2026';

export const prices = {
  natGateway: {
    usd: 0.045,
    per: 'hour',
    source: 'https://aws.amazon.com/vpc/pricing/',
    checked: 'cloudburn.io/blog/aws-nat-gateway-pricing, February 2026',
  },
  publicAddress: {
    usd: 0.005,
    per: 'hour',
    source: 'https://aws.amazon.com/vpc/pricing/',
    checked: 'cloudburn.io/blog/aws-nat-gateway-pricing, February 2026',
  },
  interfaceEndpoint: {
    usd: 0.01,
    per: 'hour and availability zone',
    source: 'https://aws.amazon.com/privatelink/pricing/',
    checked: 'factualminds.com/blog/amazon-vpc-pricing-endpoints-peering-transit-gateway, 2026',
  },
  loadBalancer: {
    usd: 0.0225,
    per: 'hour',
    source: 'https://aws.amazon.com/elasticloadbalancing/pricing/',
    checked: quoted,
  },
  fargateCpu: {
    usd: 0.03238,
    per: 'vCPU and hour, ARM',
    source: 'https://aws.amazon.com/fargate/pricing/',
    checked: 'vantage.sh/blog/fargate-pricing, without a date',
  },
  fargateMemory: {
    usd: 0.00356,
    per: 'GB and hour, ARM',
    source: 'https://aws.amazon.com/fargate/pricing/',
    checked: 'vantage.sh/blog/fargate-pricing, without a date',
  },
  key: {
    usd: 1,
    per: 'month',
    source: 'https://aws.amazon.com/kms/pricing/',
    checked: 'factualminds.com/blog/aws-kms-pricing-keys-requests-multi-region, 2026',
  },
  secret: {
    usd: 0.4,
    per: 'month',
    source: 'https://aws.amazon.com/secrets-manager/pricing/',
    checked: quoted,
  },
  alarmMetric: {
    usd: 0.1,
    per: 'metric of an alarm and month',
    source: 'https://aws.amazon.com/cloudwatch/pricing/',
    checked: quoted,
  },
  compositeAlarm: {
    usd: 0.5,
    per: 'month',
    source: 'https://aws.amazon.com/cloudwatch/pricing/',
    checked: quoted,
  },
  dashboard: {
    usd: 3,
    per: 'month',
    source: 'https://aws.amazon.com/cloudwatch/pricing/',
    checked:
      'factualminds.com/blog/amazon-cloudwatch-pricing-metrics-logs-alarms-dashboards, June 2026',
  },
  customMetric: {
    usd: 0.3,
    per: 'month',
    source: 'https://aws.amazon.com/cloudwatch/pricing/',
    checked: 'signoz.io/guides/cloudwatch-pricing, February 2026',
  },
  logIngestion: {
    usd: 0.5,
    per: 'GB',
    source: 'https://aws.amazon.com/cloudwatch/pricing/',
    checked:
      'factualminds.com/blog/amazon-cloudwatch-pricing-metrics-logs-alarms-dashboards, June 2026',
  },
  webAcl: {
    usd: 5,
    per: 'month',
    source: 'https://aws.amazon.com/waf/pricing/',
    checked:
      'c3x.dev/blog/aws-waf-cost-explained and awsnegotiations.com/waf-pricing-strategy, 2026',
  },
  webAclRule: {
    usd: 1,
    per: 'month',
    source: 'https://aws.amazon.com/waf/pricing/',
    checked:
      'c3x.dev/blog/aws-waf-cost-explained and awsnegotiations.com/waf-pricing-strategy, 2026',
  },
  webAclRequest: {
    usd: 0.6,
    per: 'million',
    source: 'https://aws.amazon.com/waf/pricing/',
    checked:
      'c3x.dev/blog/aws-waf-cost-explained and awsnegotiations.com/waf-pricing-strategy, 2026',
  },
  apiRequest: {
    usd: 3.5,
    per: 'million',
    source: 'https://aws.amazon.com/api-gateway/pricing/',
    checked: quoted,
  },
  lambdaRequest: {
    usd: 0.2,
    per: 'million',
    source: 'https://aws.amazon.com/lambda/pricing/',
    checked: quoted,
  },
  lambdaDuration: {
    usd: 0.0000133334,
    per: 'GB-second, ARM',
    source: 'https://aws.amazon.com/lambda/pricing/',
    checked: quoted,
  },
  tableWrite: {
    usd: 0.625,
    per: 'million write units',
    source: 'https://aws.amazon.com/dynamodb/pricing/on-demand/',
    checked: quoted,
  },
  tableRead: {
    usd: 0.125,
    per: 'million read units',
    source: 'https://aws.amazon.com/dynamodb/pricing/on-demand/',
    checked: quoted,
  },
  tableStorage: {
    usd: 0.45,
    per: 'GB and month, with restore to any second',
    source: 'https://aws.amazon.com/dynamodb/pricing/on-demand/',
    checked: quoted,
  },
  queueRequest: {
    usd: 0.4,
    per: 'million',
    source: 'https://aws.amazon.com/sqs/pricing/',
    checked: 'cloudburn.io/blog/amazon-sqs-pricing, March 2026',
  },
  topicPublish: {
    usd: 0.5,
    per: 'million',
    source: 'https://aws.amazon.com/sns/pricing/',
    checked: 'factualminds.com/blog/amazon-sns-pricing-publishes-fanout-protocols, 2026',
  },
  scheduleRun: {
    usd: 1,
    per: 'million',
    source: 'https://aws.amazon.com/eventbridge/pricing/',
    checked: quoted,
  },
  spotShare: {
    usd: 0.3,
    per: 'dollar of Fargate on demand; it moves',
    source: 'https://aws.amazon.com/fargate/pricing/',
    checked: 'AWS names up to 70 % less; the price of the day is on that page',
  },
  loadBalancerUnit: {
    usd: 0.008,
    per: 'unit and hour',
    source: 'https://aws.amazon.com/elasticloadbalancing/pricing/',
    checked: quoted,
  },
  natTraffic: {
    usd: 0.045,
    per: 'GB',
    source: 'https://aws.amazon.com/vpc/pricing/',
    checked: 'cloudburn.io/blog/aws-nat-gateway-pricing, February 2026',
  },
  traces: {
    usd: 5,
    per: 'million recorded',
    source: 'https://aws.amazon.com/xray/pricing/',
    checked: quoted,
  },
  backupStorage: {
    usd: 0.1,
    per: 'GB and month',
    source: 'https://aws.amazon.com/backup/pricing/',
    checked: quoted,
  },
  imageStorage: {
    usd: 0.1,
    per: 'GB and month',
    source: 'https://aws.amazon.com/ecr/pricing/',
    checked: quoted,
  },
  backupRestore: {
    usd: 0.15,
    per: 'GB restored',
    source: 'https://aws.amazon.com/dynamodb/pricing/on-demand/',
    checked: 'by our knowledge; the page shows its numbers to browsers only',
  },
  archived: {
    usd: 0.049,
    per: 'GB, each record counted as 5 KB: 0.029 and 0.02 for partitions',
    source: 'https://aws.amazon.com/firehose/pricing/',
    checked: 'by our knowledge; the page shows its numbers to browsers only',
  },
  objectStorage: {
    usd: 0.023,
    per: 'GB and month',
    source: 'https://aws.amazon.com/s3/pricing/',
    checked: quoted,
  },
  siteRequest: {
    usd: 1,
    per: 'million over HTTPS',
    source: 'https://aws.amazon.com/cloudfront/pricing/',
    checked: 'by our knowledge: 0.01 for 10,000 in North America and Europe',
  },
  siteTraffic: {
    usd: 0.085,
    per: 'GB to visitors in North America and Europe',
    source: 'https://aws.amazon.com/cloudfront/pricing/',
    checked: 'a stored copy of that page',
  },
  keyRequest: {
    usd: 3,
    per: 'million',
    source: 'https://aws.amazon.com/kms/pricing/',
    checked: 'factualminds.com/blog/aws-kms-pricing-keys-requests-multi-region, 2026',
  },
  secretRequest: {
    usd: 5,
    per: 'million',
    source: 'https://aws.amazon.com/secrets-manager/pricing/',
    checked: quoted,
  },
  mail: {
    usd: 100,
    per: 'million',
    source: 'https://aws.amazon.com/ses/pricing/',
    checked: quoted,
  },
} as const satisfies Record<string, Price>;

export const hoursPerMonth = 730;
