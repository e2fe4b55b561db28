// A stage in two regions: the same system twice, of which one works. What waits begins nothing, serves nobody and makes nothing that the home has made.
import { App, Stack } from 'aws-cdk-lib';
import { afterAll, describe, expect, it } from 'vitest';
import { services } from '../../events/routes.ts';
import { certificate, everything } from '../../infra/checks/every-option.ts';
import { ServiceTable } from '../../infra/constructs/data/service-table.ts';
import { stageFrom } from '../../infra/stages.ts';
import { filesOf, placeholderBundles, synthesise } from './support/assembly.ts';
import { at, listAt, type Resource, System, textAt } from './support/system.ts';

const removals: (() => void)[] = [];
const later = (remove: () => void) => void removals.push(remove);
afterAll(() => {
  for (const remove of removals) remove();
});

const dist = placeholderBundles(later);
const home = 'eu-west-1';
const second = 'eu-central-1';
const account = '123456789012';

const certificateIn = (region: string, name: string) => certificate(name).replace(home, region);

const systemIn = (region: string): System => {
  const { directory, errors } = synthesise(
    {
      stage: 'prod',
      ...everything,
      account,
      region,
      certificateArn: certificateIn(region, 'public'),
      partnerCertificateArn: certificateIn(region, 'partners'),
      dist,
    },
    later,
  );
  if (errors !== '') throw new Error(errors);
  return new System(filesOf(directory));
};

const atHome = systemIn(home);
const inSecond = systemIn(second);
const both: readonly (readonly [string, System])[] = [
  ['home', atHome],
  ['second region', inSecond],
];

const active = 'Fn::If.0';
const waits = (value: unknown) => at(value, 'Fn::If.2');
const works = (value: unknown) => at(value, 'Fn::If.1');

const nameOf = ({ stack, id }: Resource) => `${stack}/${id}`;

describe.each(both)('the %s', (_name, system) => {
  it('knows whether it works by one parameter, read with each update', () => {
    const conditions = [...system.templates].filter(
      ([, { Conditions }]) => Conditions !== undefined,
    );
    expect(conditions.length).toBeGreaterThan(8);
    for (const [stack, { Conditions, Parameters }] of conditions) {
      const [id] = listAt(Conditions, 'Active.Fn::Equals.0.Ref');
      expect(Parameters?.[String(id)]?.Default).toBe('/tandem/prod/config/active-region');
      expect(at(Conditions, 'Active.Fn::Equals.1'), stack).toEqual({ Ref: 'AWS::Region' });
    }
  });

  // Deadlines, sweepers, reconciliation, audits, the synthetic customer; the relay and all consumers.
  it.each([
    ['AWS::Scheduler::Schedule', 'State', 'ENABLED', 'DISABLED', 7],
    ['AWS::Lambda::EventSourceMapping', 'Enabled', true, false, 9],
    ['AWS::ECS::Service', 'DesiredCount', { Ref: 'AWS::NoValue' }, 0, 2],
    ['AWS::ApplicationAutoScaling::ScalableTarget', 'MinCapacity', 3, 0, 2],
    ['AWS::ApplicationAutoScaling::ScalableTarget', 'MaxCapacity', 20, 0, 2],
  ])('has every %s rest where it waits (%s)', (type, property, here, there, least) => {
    const values = system.of(type).map((resource) => {
      const value = at(resource.properties, property);
      return [nameOf(resource), at(value, active), works(value), waits(value)];
    });
    expect(values.length).toBeGreaterThanOrEqual(least);
    expect(values).toEqual(values.map(([name]) => [name, 'Active', here, there]));
  });

  it('answers every request with 503 where it waits, before any address is trusted', () => {
    const [firewall] = system.of('AWS::WAFv2::WebACL');
    const [first, ...others] = listAt(firewall?.properties, 'Rules');
    expect(works(first)).toEqual({ Ref: 'AWS::NoValue' });
    expect(at(waits(first), 'Priority')).toBe(0);
    expect(at(waits(first), 'Action.Block.CustomResponse.ResponseCode')).toBe(503);
    expect(at(waits(first), 'Statement.SizeConstraintStatement')).toMatchObject({
      ComparisonOperator: 'GE',
      Size: 1,
    });
    const priorities = others.map((rule) => at(rule, 'Priority'));
    expect(priorities).toEqual(priorities.map((_each, index) => index + 1));
    const body = at(waits(first), 'Action.Block.CustomResponse.CustomResponseBodyKey');
    expect(textAt(firewall?.properties, `CustomResponseBodies.${body}.Content`)).toContain(
      'overloaded',
    );
  });

  it('misses nothing where nothing runs', () => {
    const missing = system
      .of('AWS::CloudWatch::Alarm')
      .map(({ properties }) => at(properties, 'TreatMissingData'));
    expect(missing).not.toContain('breaching');
    expect(missing.filter((value) => waits(value) === 'notBreaching').length).toBe(3);
  });
});

describe('a table', () => {
  const twice = { account, regions: `${home},${second}`, domain: 'api.example.com' };
  const there = (region: string) => ({
    ...twice,
    region,
    certificateArn: certificateIn(region, 'public'),
  });

  /** What one table of a service is made of, by type. */
  const resourcesOf = (context: Readonly<Record<string, string>>) => {
    const app = new App({ context: { ...context, stage: 'prod' }, analyticsReporting: false });
    const stage = stageFrom(app.node);
    const stack = new Stack(app, 'Alone', { env: stage.environment });
    new ServiceTable(stack, 'Table', { stage, service: 'orders' });
    const { Resources } = app.synth().getStackByName('Alone').template;
    return Object.entries(Resources as Record<string, { Type: string; Properties: unknown }>);
  };
  const ofType = (resources: ReturnType<typeof resourcesOf>, type: string) =>
    resources.filter(([, { Type }]) => Type === `AWS::DynamoDB::${type}`);

  const [one] = ofType(resourcesOf({}), 'Table');
  const [global] = ofType(resourcesOf(there(home)), 'GlobalTable');

  it('is made once, at home', () => {
    const made = atHome.of('AWS::DynamoDB::GlobalTable');
    expect(made.map(({ properties }) => at(properties, 'TableName')).sort()).toEqual(
      [...services, 'sales-by-day']
        .map((service) => `tandem-prod-${service === 'auth' ? 'users' : service}`)
        .sort(),
    );
    for (const system of [atHome, inSecond]) {
      expect(system.of('AWS::DynamoDB::Table')).toEqual([]);
    }
    expect(inSecond.of('AWS::DynamoDB::GlobalTable')).toEqual([]);
  });

  it.each(
    atHome
      .of('AWS::DynamoDB::GlobalTable')
      .map((table): [string, Resource] => [nameOf(table), table]),
  )(
    '%s has both copies protected, restorable, encrypted by the key of their region, and kept',
    (_name, { properties, deletionPolicy }) => {
      const replicas = new Map(
        listAt(properties, 'Replicas').map((replica) => [at(replica, 'Region'), replica]),
      );
      expect([...replicas.keys()].sort()).toEqual([second, home]);
      for (const replica of replicas.values()) {
        expect(at(replica, 'DeletionProtectionEnabled')).toBe(true);
        expect(at(replica, 'PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled')).toBe(
          true,
        );
        expect(textAt(replica, 'Tags')).toContain('"deployment"');
      }
      const key = 'SSESpecification.KMSMasterKeyId';
      expect(at(replicas.get(second), key)).toBe(
        `arn:aws:kms:${second}:${account}:alias/tandem-prod-data`,
      );
      expect(textAt(replicas.get(home), key)).toContain('platformkeyarn');
      expect(at(properties, 'SSESpecification')).toEqual({ SSEEnabled: true, SSEType: 'KMS' });
      // Replication wants both images: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-globaltable.html
      expect(at(properties, 'StreamSpecification.StreamViewType')).toBe('NEW_AND_OLD_IMAGES');
      expect(at(properties, 'MultiRegionConsistency')).toBeUndefined();
      expect(deletionPolicy).toBe('RetainExceptOnCreate');
    },
  );

  it('has keys, indexes and time to live as that of one region', () => {
    const formOf = (table: typeof one) =>
      ['KeySchema', 'GlobalSecondaryIndexes', 'TimeToLiveSpecification', 'BillingMode'].map(
        (property) => at(table?.[1].Properties, property),
      );
    expect(formOf(global)).toEqual(formOf(one));
  });

  // CloudFormation refuses another type under the same id, so nothing of a stage that is there is replaced by mistake.
  it('keeps the id that the table of one region has', () => {
    expect(global?.[0]).toBe(one?.[0]);
  });

  it('can be left out of its stack on the way, and is named as before', () => {
    const apart = resourcesOf({ ...there(home), tables: 'apart' });
    expect([...ofType(apart, 'GlobalTable'), ...ofType(apart, 'Table')]).toEqual([]);
    const values = new Map(
      apart.map(([, { Properties }]) => [at(Properties, 'Name'), at(Properties, 'Value')]),
    );
    expect(values.get('/tandem/prod/orders/table-name')).toBe('tandem-prod-orders');
    expect(JSON.stringify(values.get('/tandem/prod/orders/table-arn'))).toContain(
      `:dynamodb:${home}:${account}:table/tandem-prod-orders`,
    );
  });

  it('rings where its copy falls behind', () => {
    const receivers = [atHome, inSecond].map((system) =>
      system
        .of('AWS::CloudWatch::Alarm')
        .filter(({ properties }) => at(properties, 'MetricName') === 'ReplicationLatency')
        .map(({ properties }) => textAt(properties, 'Dimensions'))
        .map((dimensions) => (dimensions.includes(`"${second}"`) ? second : home)),
    );
    expect(receivers).toEqual([Array(7).fill(second), Array(7).fill(home)]);
  });
});

describe('what there is once', () => {
  it.each([
    'AWS::SecretsManager::Secret',
    'AWS::SecretsManager::RotationSchedule',
    'AWS::CloudFront::Distribution',
    'AWS::Budgets::Budget',
    'AWS::Backup::BackupPlan',
    'AWS::DynamoDB::GlobalTable',
  ])('is at home: %s', (type) => {
    expect(atHome.of(type).length).toBeGreaterThan(0);
    expect(inSecond.of(type)).toEqual([]);
  });

  it('are secrets with a copy in the second region', () => {
    const copies = atHome
      .of('AWS::SecretsManager::Secret')
      .map(({ properties }) => at(properties, 'ReplicaRegions'));
    expect(new Set(copies.map((each) => JSON.stringify(each)))).toEqual(
      new Set([JSON.stringify([{ Region: second }])]),
    );
  });

  it('is all that the second region lacks', () => {
    const once = /Backup|Budget|CloudFront|GlobalTable|SecretsManager|KMS/;
    const kinds = (system: System) =>
      new Set(system.resources.map(({ type }) => type).filter((type) => !once.test(type)));
    expect(kinds(inSecond)).toEqual(kinds(atHome));
    expect([...inSecond.templates.keys()]).toEqual([...atHome.templates.keys()]);
  });
});

describe('the second region', () => {
  it('reads what its own stacks publish, and of the operator what is prepared', () => {
    const published = new Set(
      inSecond.of('AWS::SSM::Parameter').map(({ properties }) => at(properties, 'Name')),
    );
    const read = [...inSecond.templates.keys()].flatMap((stack) => inSecond.readParameters(stack));
    const others = [...new Set(read)].filter((name) => !published.has(name)).sort();
    expect(others.every((name) => name.startsWith('/tandem/prod/config/'))).toBe(true);
    expect(others).toContain('/tandem/prod/config/auth/table-stream-arn');
    expect(others).toContain('/tandem/prod/config/orders/oauth-client-arn');
    expect(others).toContain('/tandem/prod/config/site-url');
    expect(published).toContain('/tandem/prod/platform/site-url');
  });

  it('may use its key through DynamoDB of both regions, which add and fill the copies', () => {
    for (const [, system] of both) {
      const keys = system
        .of('AWS::KMS::Key')
        .map(({ properties }) => textAt(properties, 'KeyPolicy'));
      const [data] = keys.filter((policy) => policy.includes('ThroughDynamoDb'));
      expect(data).toContain(
        JSON.stringify([home, second].map((region) => `dynamodb.${region}.amazonaws.com`)),
      );
    }
  });
});
