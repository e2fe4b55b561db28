// What stands before the public API: firewall, partners, names of its own, and what the operator may ask for.
import { describe, expect, it } from 'vitest';
import { everything } from '../../infra/checks/every-option.ts';
import { filesOf, placeholderBundles, synthesise, systemOf } from './support/assembly.ts';
import { describeRules } from './support/rules.ts';
import { at, listAt, System, textAt } from './support/system.ts';

const ruleNamed = (properties: unknown, name: string) =>
  listAt(properties, 'Rules').find((rule) => at(rule, 'Name') === name);

describeRules('the firewall', [
  {
    fact: 'stands before the stage of the API',
    type: 'AWS::WAFv2::WebACLAssociation',
    holds: ({ properties }) => textAt(properties, 'ResourceArn').includes('/stages/v1'),
    broken: ['ResourceArn', 'another'],
  },
  {
    fact: 'answers 429 to an address that asks too often',
    type: 'AWS::WAFv2::WebACL',
    holds: ({ properties }) =>
      at(ruleNamed(properties, 'RequestRate'), 'Action.Block.CustomResponse.ResponseCode') === 429,
    broken: ['Rules', []],
  },
  {
    fact: 'has the managed rules of AWS',
    type: 'AWS::WAFv2::WebACL',
    holds: ({ properties }) =>
      [
        'AWSManagedRulesAmazonIpReputationList',
        'AWSManagedRulesKnownBadInputsRuleSet',
        'AWSManagedRulesCommonRuleSet',
      ].every((name) => ruleNamed(properties, name) !== undefined),
    broken: ['Rules', []],
  },
  {
    fact: 'logs what it refuses, without tokens',
    type: 'AWS::WAFv2::LoggingConfiguration',
    holds: ({ properties }) =>
      textAt(properties, 'RedactedFields').includes('authorization') &&
      textAt(properties, 'LogDestinationConfigs').includes(':log-group:aws-waf-logs-') &&
      !textAt(properties, 'LogDestinationConfigs').includes(':*'),
    broken: ['RedactedFields', []],
  },
]);

describe('with what the operator asks for', () => {
  const { status, errors, directory } = synthesise(
    { stage: 'prod', dist: placeholderBundles(() => {}), ...everything },
    () => {},
  );
  const system = new System(filesOf(directory));
  const method = (name: string) =>
    system.of('AWS::ApiGateway::Method').find(({ id }) => id.startsWith(name))?.properties;

  it('synthesises', () => expect([status, errors]).toEqual([0, '']));

  it('gives each partner a key of the usage plan', () => {
    const names = system
      .of('AWS::ApiGateway::ApiKey')
      .map(({ properties }) => at(properties, 'Name'));
    const ofPartners = names.filter((name) => String(name).includes('-partner-'));
    expect(ofPartners).toEqual(['tandem-prod-partner-acme', 'tandem-prod-partner-globex']);
    const plan = system
      .of('AWS::ApiGateway::UsagePlan')
      .find(({ properties }) => at(properties, 'UsagePlanName') === 'tandem-prod-partners');
    const keys = plan && system.referring(plan, 'AWS::ApiGateway::UsagePlanKey', 'UsagePlanId');
    expect(keys).toHaveLength(2);
    expect(plan?.properties).toMatchObject({
      Throttle: { RateLimit: 100, BurstLimit: 200 },
      Quota: { Limit: 5_000_000, Period: 'MONTH' },
    });
  });

  it('wants a key where a scope of a client opens the route, and nowhere else', () => {
    const wanting = system
      .of('AWS::ApiGateway::Method')
      .filter(({ properties }) => at(properties, 'ApiKeyRequired') === true)
      .map(({ properties }) => at(properties, 'OperationName'));
    expect(wanting).toContain('webhooks.create-endpoint');
    expect(wanting).not.toContain('orders.place');
  });

  it('serves the API below its own name, and below another for those with a certificate', () => {
    const domains = system
      .of('AWS::ApiGateway::DomainName')
      .map(({ properties }) => [
        at(properties, 'DomainName'),
        at(properties, 'MutualTlsAuthentication.TruststoreUri'),
      ]);
    expect(domains).toEqual([
      ['api.example.com', undefined],
      ['partners.example.com', 's3://trust/authorities.pem'],
    ]);
    expect(system.of('AWS::ApiGateway::RestApi')[0]?.properties).toMatchObject({
      DisableExecuteApiEndpoint: true,
    });
    const issuer = system
      .of('AWS::SSM::Parameter')
      .find(({ properties }) => at(properties, 'Name') === '/tandem/prod/platform/api-url');
    expect(at(issuer?.properties, 'Value')).toBe('https://api.example.com/v1');
  });

  it('maps each name to the stage, by the first version and for those that are paths of it', () => {
    const mappings = system
      .of('AWS::ApiGateway::BasePathMapping')
      .map(({ properties }) => at(properties, 'BasePath'));
    expect(mappings).toEqual(['v1', undefined, 'v1', undefined]);
  });

  it('answers the question of a browser, and lets it read refusals', () => {
    const answer = at(method('Routesanyorders'), 'Integration.IntegrationResponses.0');
    expect(at(answer, 'StatusCode')).toBe('204');
    expect(textAt(answer, 'ResponseParameters')).toContain("'https://shop.example.com'");
    const refusals = system
      .of('AWS::ApiGateway::GatewayResponse')
      .map(({ properties }) => textAt(properties, 'ResponseParameters'));
    expect(refusals.filter((each) => !each.includes('Access-Control-Allow-Origin'))).toEqual([]);
  });

  it('sends the notices to the operator', () => {
    const notices = system
      .of('AWS::SNS::Subscription')
      .filter(({ properties }) => at(properties, 'Protocol') === 'email');
    expect(notices.map(({ properties }) => at(properties, 'Endpoint'))).toEqual([
      'operator@example.com',
    ]);
  });
});

describe('without it', () => {
  it('no route wants a key and none answers OPTIONS', () => {
    const methods = systemOf('dev').of('AWS::ApiGateway::Method');
    expect(methods.filter(({ properties }) => at(properties, 'ApiKeyRequired'))).toEqual([]);
    expect(methods.filter(({ properties }) => at(properties, 'HttpMethod') === 'OPTIONS')).toEqual(
      [],
    );
  });
});

it('functions may answer bytes, and templates are handed text nevertheless', () => {
  const system = systemOf('dev');
  const [rest] = system.of('AWS::ApiGateway::RestApi');
  expect(at(rest?.properties, 'BinaryMediaTypes')).toEqual(['*/*']);
  const mocks = system
    .of('AWS::ApiGateway::Method')
    .filter(({ properties }) => at(properties, 'Integration.Type') === 'MOCK');
  expect(mocks.length).toBeGreaterThan(50);
  const others = mocks.filter(
    ({ properties }) => at(properties, 'Integration.ContentHandling') !== 'CONVERT_TO_TEXT',
  );
  expect(others).toEqual([]);
});

it('a version that there is not is a path of the API, and no page of the shop', () => {
  const [site] = systemOf('prod').of('AWS::CloudFront::Distribution');
  const behaviors = listAt(site?.properties, 'DistributionConfig.CacheBehaviors');
  expect(behaviors.map((each) => at(each, 'PathPattern'))).toEqual([
    '/v1/mobile/*',
    '/v1/graphql',
    '/v1/*',
    '/v?/*',
    '/v??/*',
    '/assets/*',
    '/images/*',
    '/staff/session/*',
    '/staff/assets/*',
    '/staff',
    '/staff/*',
  ]);
  const paths = new Map(
    listAt(site?.properties, 'DistributionConfig.Origins').map((origin) => [
      at(origin, 'Id'),
      at(origin, 'OriginPath'),
    ]),
  );
  expect(behaviors.slice(2, 5).map((each) => paths.get(at(each, 'TargetOriginId')))).toEqual([
    undefined,
    '/v1',
    '/v1',
  ]);
});

it('answers for apps are compressed at the edge, which keeps nothing that is not for everybody', () => {
  const [policy] = systemOf('prod').of('AWS::CloudFront::CachePolicy');
  const [site] = systemOf('prod').of('AWS::CloudFront::Distribution');
  expect(at(policy?.properties, 'CachePolicyConfig')).toMatchObject({
    MinTTL: 0,
    DefaultTTL: 0,
    MaxTTL: 60,
    ParametersInCacheKeyAndForwardedToOrigin: {
      EnableAcceptEncodingBrotli: true,
      EnableAcceptEncodingGzip: true,
      HeadersConfig: { Headers: expect.arrayContaining(['Authorization', 'X-Cart-Token']) },
      QueryStringsConfig: { QueryStringBehavior: 'all' },
    },
  });
  const compressing = listAt(site?.properties, 'DistributionConfig.CacheBehaviors').filter(
    (each) => at(each, 'Compress') === true && typeof at(each, 'CachePolicyId') === 'object',
  );
  expect(compressing.map((each) => at(each, 'PathPattern'))).toEqual([
    '/v1/mobile/*',
    '/v1/graphql',
  ]);
});
