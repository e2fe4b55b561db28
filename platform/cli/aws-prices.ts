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
const cloudburn = 'cloudburn.io/blog/aws-nat-gateway-pricing, February 2026';
const vantage = 'vantage.sh/blog/fargate-pricing, without a date';
const factualKms = 'factualminds.com/blog/aws-kms-pricing-keys-requests-multi-region, 2026';
const factualCloudWatch =
  'factualminds.com/blog/amazon-cloudwatch-pricing-metrics-logs-alarms-dashboards, June 2026';
const wafBlogs =
  'c3x.dev/blog/aws-waf-cost-explained and awsnegotiations.com/waf-pricing-strategy, 2026';
const known = 'by our knowledge; the page shows its numbers to browsers only';

const listed = (usd: number, per: string, page: string, checked: string): Price => ({
  usd,
  per,
  source: `https://aws.amazon.com/${page}/`,
  checked,
});

export const prices = {
  natGateway: listed(0.045, 'hour', 'vpc/pricing', cloudburn),
  publicAddress: listed(0.005, 'hour', 'vpc/pricing', cloudburn),
  interfaceEndpoint: listed(
    0.01,
    'hour and availability zone',
    'privatelink/pricing',
    'factualminds.com/blog/amazon-vpc-pricing-endpoints-peering-transit-gateway, 2026',
  ),
  loadBalancer: listed(0.0225, 'hour', 'elasticloadbalancing/pricing', quoted),
  fargateCpu: listed(0.03238, 'vCPU and hour, ARM', 'fargate/pricing', vantage),
  fargateMemory: listed(0.00356, 'GB and hour, ARM', 'fargate/pricing', vantage),
  key: listed(1, 'month', 'kms/pricing', factualKms),
  secret: listed(0.4, 'month', 'secrets-manager/pricing', quoted),
  alarmMetric: listed(0.1, 'metric of an alarm and month', 'cloudwatch/pricing', quoted),
  compositeAlarm: listed(0.5, 'month', 'cloudwatch/pricing', quoted),
  dashboard: listed(3, 'month', 'cloudwatch/pricing', factualCloudWatch),
  customMetric: listed(
    0.3,
    'month',
    'cloudwatch/pricing',
    'signoz.io/guides/cloudwatch-pricing, February 2026',
  ),
  logIngestion: listed(0.5, 'GB', 'cloudwatch/pricing', factualCloudWatch),
  webAcl: listed(5, 'month', 'waf/pricing', wafBlogs),
  webAclRule: listed(1, 'month', 'waf/pricing', wafBlogs),
  webAclRequest: listed(0.6, 'million', 'waf/pricing', wafBlogs),
  apiRequest: listed(3.5, 'million', 'api-gateway/pricing', quoted),
  lambdaRequest: listed(0.2, 'million', 'lambda/pricing', quoted),
  lambdaDuration: listed(0.0000133334, 'GB-second, ARM', 'lambda/pricing', quoted),
  tableWrite: listed(0.625, 'million write units', 'dynamodb/pricing/on-demand', quoted),
  tableRead: listed(0.125, 'million read units', 'dynamodb/pricing/on-demand', quoted),
  tableStorage: listed(
    0.45,
    'GB and month, with restore to any second',
    'dynamodb/pricing/on-demand',
    quoted,
  ),
  queueRequest: listed(
    0.4,
    'million',
    'sqs/pricing',
    'cloudburn.io/blog/amazon-sqs-pricing, March 2026',
  ),
  topicPublish: listed(
    0.5,
    'million',
    'sns/pricing',
    'factualminds.com/blog/amazon-sns-pricing-publishes-fanout-protocols, 2026',
  ),
  scheduleRun: listed(1, 'million', 'eventbridge/pricing', quoted),
  spotShare: listed(
    0.3,
    'dollar of Fargate on demand; it moves',
    'fargate/pricing',
    'AWS names up to 70 % less; the price of the day is on that page',
  ),
  loadBalancerUnit: listed(0.008, 'unit and hour', 'elasticloadbalancing/pricing', quoted),
  natTraffic: listed(0.045, 'GB', 'vpc/pricing', cloudburn),
  traces: listed(5, 'million recorded', 'xray/pricing', quoted),
  backupStorage: listed(0.1, 'GB and month', 'backup/pricing', quoted),
  imageStorage: listed(0.1, 'GB and month', 'ecr/pricing', quoted),
  backupRestore: listed(0.15, 'GB restored', 'dynamodb/pricing/on-demand', known),
  archived: listed(
    0.049,
    'GB, each record counted as 5 KB: 0.029 and 0.02 for partitions',
    'firehose/pricing',
    known,
  ),
  objectStorage: listed(0.023, 'GB and month', 's3/pricing', quoted),
  siteRequest: listed(
    1,
    'million over HTTPS',
    'cloudfront/pricing',
    'by our knowledge: 0.01 for 10,000 in North America and Europe',
  ),
  siteTraffic: listed(
    0.085,
    'GB to visitors in North America and Europe',
    'cloudfront/pricing',
    'a stored copy of that page',
  ),
  keyRequest: listed(3, 'million', 'kms/pricing', factualKms),
  secretRequest: listed(5, 'million', 'secrets-manager/pricing', quoted),
  mail: listed(100, 'million', 'ses/pricing', quoted),
};

export const hoursPerMonth = 730;
