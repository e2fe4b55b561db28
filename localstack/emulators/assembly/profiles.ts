// The emulators that `npm run localstack` knows: what each lacks, and how it is got and found.

/** A resource of a template, as far as a profile looks at it. */
interface Candidate {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

export interface Profile {
  readonly name: string;
  readonly title: string;
  /** Types that are left out of the templates, with the reason. */
  readonly leftOut: Readonly<Record<string, string>>;
  /**
   * What it takes of these types all the same.
   * @default nothing
   */
  readonly takes?: (resource: Candidate) => boolean;
  /** Functions in containers do not reach the loopback of this machine. */
  readonly functionsIn: 'processes' | 'containers';
  /** How the REST API reaches the containers: some emulators lose headers of plain HTTP integrations. */
  readonly privateIntegrations: 'url' | 'function';
  /** Some know no SES version 2: functions send their mails to this command instead. */
  readonly mails: 'own' | 'beside';
  /** Starts it in the foreground on the port that the environment names. */
  readonly command: readonly [program: string, ...args: string[]];
  /** What its process gets beside the runner's environment; functions reach it by the address. */
  environment(port: number, address: string): Readonly<Record<string, string>>;
  /** Where none answers and the program is not there. */
  readonly install: string;
  /** Does the answer of its health page name it? */
  recognises(health: Readonly<Record<string, unknown>>): boolean;
}

const noRollout = 'functions and containers are replaced at once';
const noScaling = 'there is one process a service';
const noNetwork = 'everything is on this machine';
const noAlarms = 'nobody is on call for a laptop';
const containersAreProcesses = 'containers run as processes of this command';
const ownAddress = 'the API is called by its own address';

/** What no emulator needs to have: nothing that a client of the API sees depends on it. */
const everywhere: Profile['leftOut'] = {
  'AWS::ApiGatewayV2::VpcLink': noNetwork,
  'AWS::ApplicationAutoScaling::ScalableTarget': noScaling,
  'AWS::ApplicationAutoScaling::ScalingPolicy': noScaling,
  'AWS::Budgets::Budget': 'an emulator costs nothing',
  'AWS::CloudFront::Function': ownAddress,
  'AWS::CloudFront::OriginAccessControl': ownAddress,
  'AWS::CloudFront::ResponseHeadersPolicy': ownAddress,
  'AWS::CloudWatch::Alarm': noAlarms,
  'AWS::CloudWatch::CompositeAlarm': noAlarms,
  'AWS::CodeDeploy::Application': noRollout,
  'AWS::CodeDeploy::DeploymentGroup': noRollout,
  'AWS::EC2::EIP': noNetwork,
  'AWS::EC2::FlowLog': noNetwork,
  'AWS::EC2::NatGateway': noNetwork,
  'AWS::EC2::SecurityGroupEgress': noNetwork,
  'AWS::EC2::SecurityGroupIngress': noNetwork,
  'AWS::ECS::ClusterCapacityProviderAssociations': containersAreProcesses,
  'AWS::ECS::Service': containersAreProcesses,
  'AWS::SecretsManager::RotationSchedule': 'this command rotates once, after the deployment',
  'AWS::WAFv2::LoggingConfiguration': noNetwork,
  'AWS::WAFv2::WebACLAssociation': noNetwork,
};

const site: Profile['leftOut'] = {
  'AWS::CloudFront::CachePolicy': ownAddress,
  'AWS::CloudFront::Distribution': ownAddress,
};

const ministack: Profile = {
  name: 'ministack',
  title: 'MiniStack',
  leftOut: everywhere,
  // It knows no alarm that reckons with several metrics.
  takes: ({ Type, Properties = {} }) =>
    Type === 'AWS::CloudWatch::Alarm' && !('Metrics' in Properties),
  functionsIn: 'processes',
  // Of an HTTP integration's answer it passes on the content type and nothing else.
  privateIntegrations: 'function',
  mails: 'own',
  command: ['ministack'],
  environment: (port) => ({ GATEWAY_PORT: String(port), BIND_HOST: '127.0.0.1' }),
  install:
    'python3 -m venv .local/ministack && .local/ministack/bin/pip install ministack==1.5.33  (Python 3.10 or newer; no Docker)',
  recognises: ({ edition }) => edition === 'light',
};

const localstack: Profile = {
  name: 'localstack',
  title: 'LocalStack',
  leftOut: {
    ...everywhere,
    ...site,
    'AWS::ApiGateway::Authorizer':
      'its API Gateway asks none; services check each token themselves',
    'AWS::EC2::Route': noNetwork,
    'AWS::EC2::VPCEndpoint': noNetwork,
    'AWS::ECS::Cluster': containersAreProcesses,
    'AWS::ECS::TaskDefinition': containersAreProcesses,
    'AWS::ElasticLoadBalancingV2::Listener': 'the load balancer is a part of this command',
    'AWS::ElasticLoadBalancingV2::ListenerRule': 'the load balancer is a part of this command',
    'AWS::ElasticLoadBalancingV2::LoadBalancer': 'the load balancer is a part of this command',
    'AWS::ElasticLoadBalancingV2::TargetGroup': 'the load balancer is a part of this command',
    'AWS::SES::ConfigurationSet': 'mails go to the mailbox of the emulator',
    'AWS::SES::ConfigurationSetEventDestination': 'mails go to the mailbox of the emulator',
    'AWS::WAFv2::WebACL': noNetwork,
  },
  functionsIn: 'containers',
  privateIntegrations: 'url',
  mails: 'beside',
  command: ['localstack', 'start', '--no-banner'],
  // Queues are called by their address, which functions must reach as well.
  environment: (port, address) => ({
    GATEWAY_LISTEN: `${address}:${port},127.0.0.1:${port}`,
    LOCALSTACK_HOST: `${address}:${port}`,
    SQS_ENDPOINT_STRATEGY: 'path',
    // What it does not know is passed over, as it is in 4.14 anyway.
    CFN_IGNORE_UNSUPPORTED_RESOURCE_TYPES: '1',
  }),
  install:
    'pip install localstack  (Docker, and since March 2026 LOCALSTACK_AUTH_TOKEN; 4.14.0 is the last version that starts without one)',
  // Outside of its image it does not know its edition.
  recognises: ({ edition, original_edition: origin }) =>
    origin === undefined && ['community', 'pro', 'unknown'].includes(String(edition)),
};

const floci: Profile = {
  name: 'floci',
  title: 'Floci',
  leftOut: { ...everywhere, ...site },
  functionsIn: 'containers',
  privateIntegrations: 'url',
  mails: 'own',
  command: ['floci', 'start'],
  environment: (port) => ({ QUARKUS_HTTP_PORT: String(port) }),
  install: 'https://github.com/floci-io/floci-cli  (its functions run in Docker)',
  recognises: ({ original_edition: origin }) => String(origin).startsWith('floci'),
};

export const isLeftOut = ({ leftOut, takes }: Profile, resource: Candidate): boolean =>
  resource.Type in leftOut && takes?.(resource) !== true;

export const profiles: readonly Profile[] = [ministack, localstack, floci];
