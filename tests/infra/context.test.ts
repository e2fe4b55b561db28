// What the operator may ask for by context, and what stops with the name of what is missing or wrong.
import { App } from 'aws-cdk-lib';
import { afterAll, describe, expect, it } from 'vitest';
import { certificate, everything } from '../../infra/checks/every-option.ts';
import { stageFrom } from '../../infra/stages.ts';
import { filesOf, placeholderBundles, synthesise, systemOf } from './support/assembly.ts';
import { at, System } from './support/system.ts';

const stageWith = (context: Readonly<Record<string, unknown>>) =>
  stageFrom(new App({ context, analyticsReporting: false }).node);

const twoRegions = (other: Readonly<Record<string, string>>) => ({
  account: '123456789012',
  region: 'eu-west-1',
  regions: 'eu-west-1,eu-central-1',
  domain: 'api.example.com',
  certificateArn: certificate('c'),
  ...other,
});

describe('stops', () => {
  it.each([
    [{ domain: 'api.example.com' }, 'context "certificateArn" is missing: "domain" wants it'],
    [
      {
        domain: 'a.example.com',
        certificateArn: certificate('c'),
        partnerDomain: 'p.example.com',
        partnerCertificateArn: certificate('p'),
      },
      'context "trustStore" is missing: "partnerDomain" wants it',
    ],
    [{ domain: 'https://api' }, 'context "domain" is "https://api": it must be a host name'],
    [{ partners: 'Acme' }, 'context "partners" has "Acme": each must be a name in lower case'],
    [{ alarmsEmail: 'nobody' }, 'context "alarmsEmail" is "nobody": it must be an e-mail address'],
    [
      { syntheticCustomer: 'nobody' },
      'context "syntheticCustomer" is "nobody": it must be an e-mail address',
    ],
    [
      { account: '123', region: 'eu-west-1' },
      'context "account" is "123": it must be twelve digits',
    ],
    [{ account: '123456789012' }, 'context "region" is missing: "account" wants it'],
    [{ region: 'eu-west-1' }, 'context "region" means nothing without "account"'],
    [{ regions: 'eu-west-1,eu-central-1' }, 'context "regions" means nothing without "account"'],
    [twoRegions({ regions: 'eu-west-1' }), 'context "regions" must be two: the home of the tables'],
    [twoRegions({ regions: 'eu-west-1,eu-west-1' }), 'context "regions" has "eu-west-1" twice'],
    [
      twoRegions({ regions: 'eu-west-1,eu-central-1,us-east-1' }),
      'context "regions" must be two: the home of the tables',
    ],
    [
      twoRegions({ regions: 'eu-west-1,Frankfurt' }),
      'context "regions" has "Frankfurt": each must be a region',
    ],
    [
      twoRegions({ region: 'us-east-1' }),
      'context "region" is "us-east-1": it must be one of "regions", eu-west-1 or eu-central-1',
    ],
    [
      twoRegions({ domain: '', certificateArn: '' }),
      'context "regions" means nothing without "domain"',
    ],
    [
      twoRegions({ region: 'eu-central-1' }),
      `context "certificateArn" is "${certificate('c')}": the API in eu-central-1 wants a certificate of that region`,
    ],
    [{ tables: 'apart' }, 'context "tables" means nothing without "regions"'],
    [twoRegions({ tables: 'gone' }), 'context "tables" is "gone": it must be here or apart'],
    [{ paymentProvider: 'bank' }, 'context "paymentProvider" is "bank"'],
    [{ containers: 'kubernetes' }, 'context "cluster" is missing: "containers" wants it'],
    [
      { containers: 'docker', cluster: 'shop' },
      'context "containers" is "docker": it must be fargate or kubernetes',
    ],
    [{ cluster: 'shop' }, 'context "cluster" means nothing without "containers=kubernetes"'],
    [
      { containers: 'kubernetes', cluster: 'arn:aws:eks:eu-west-1:1:cluster/shop' },
      'it must be the name of a cluster',
    ],
    [{ containers: 'kubernetes', cluster: 'a'.repeat(101) }, 'it must be the name of a cluster'],
    [{ example: 'shop' }, 'context "example" is "shop": it must be none or sales-by-day'],
    [{ reservedConcurrency: 'no' }, 'context "reservedConcurrency" is "no": it must be on or off'],
    [{ canary: 'none' }, 'context "canary" is "none": it must be on or off'],
    [{ webhookLoopback: 'yes' }, 'context "webhookLoopback" is "yes": it must be off or on'],
    [{ architecture: 'amd64' }, 'context "architecture" is "amd64": it must be arm64 or x86_64'],
    [
      { certificateArn: certificate('c') },
      'context "certificateArn" means nothing without "domain"',
    ],
    [{ trustStore: 's3://b/k' }, 'context "trustStore" means nothing without "partnerDomain"'],
    [
      { domain: 'a.example.com', certificateArn: 'mine' },
      'context "certificateArn" is "mine": it must be the ARN of a certificate',
    ],
    [
      {
        domain: 'a.example.com',
        certificateArn: certificate('c'),
        partnerDomain: 'a.example.com',
      },
      'context "partnerDomain" must be another than "domain"',
    ],
    [
      {
        domain: 'a.example.com',
        certificateArn: certificate('c'),
        partnerDomain: 'p.example.com',
        partnerCertificateArn: certificate('p'),
        trustStore: 'x',
      },
      'context "trustStore" is "x": it must be s3://bucket/key',
    ],
    [
      {
        partnerDomain: 'p.example.com',
        partnerCertificateArn: certificate('p'),
        trustStore: 's3://b/k',
      },
      'context "partnerDomain" means nothing without "domain"',
    ],
    [{ partners: 'acme,acme' }, 'context "partners" has "acme" twice'],
    [{ partners: 'acme,' }, 'context "partners" has "": each must be a name in lower case'],
    [{ corsOrigins: '*' }, 'context "corsOrigins" has "*": each must be an origin'],
    [{ corsOrigins: 'https://a.example/' }, 'context "corsOrigins" has "https://a.example/"'],
    [{ corsOrigins: "https://a'b.example" }, `context "corsOrigins" has "https://a'b.example"`],
    [{ deletionProtection: 'no' }, 'context "deletionProtection" is "no": it must be on or off'],
    [{ privateAuthority: 'arn:aws:acm-pca:::x' }, 'context "privateAuthority" is not known'],
    [
      { legacy: 'http://old.example.com' },
      'context "legacy" is "http://old.example.com": it must be',
    ],
    [{ legacy: 'https://old.example.com/' }, 'context "legacy" is "https://old.example.com/"'],
    [
      { legacy: 'https://old.example.com/a?b' },
      'context "legacy" is "https://old.example.com/a?b"',
    ],
    [{ legacy: 'https://me:pw@old.example.com' }, 'context "legacy" is "https://me:pw@old'],
    [{ legacy: 'http://localhost:8080' }, 'context "legacy" is "http://localhost:8080"'],
    [
      { legacy: 'http://10.0.0.1', webhookLoopback: 'on' },
      'context "legacy" is "http://10.0.0.1": it must be',
    ],
    [
      { legacy: 'https://old.example.com', legacyRoutes: 'auth.login' },
      'context "legacyRoutes" has "auth.login": each must be one of ',
    ],
    [
      { legacy: 'https://old.example.com', legacyRoutes: 'products.list-variants' },
      'context "legacyRoutes" has "products.list-variants"',
    ],
    [{ legacyRoutes: 'products.read' }, 'context "legacyRoutes" means nothing without "legacy"'],
    [{ legacyTokens: 'on' }, 'context "legacyTokens" means nothing without "legacy"'],
    [{ copyVault: 'tandem' }, 'context "copyVault" is "tandem": it must be the ARN of a vault'],
    [{ nodeImage: 'node 24' }, 'context "nodeImage" is "node 24": it must be the name of an image'],
    [{ collectorImage: 'x@sha256:1' }, 'context "collectorImage" is "x@sha256:1"'],
    [{ runbooks: 'https://wiki.example/' }, 'context "runbooks" is "https://wiki.example/"'],
    [
      { corsOrigin: 'https://a.example' },
      'context "corsOrigin" is not known: there are account, alarmsEmail',
    ],
    [{ stage: 'staging' }, 'context "stage" is "staging": it must be one of dev, prod'],
    [{ stage: 'constructor' }, 'context "stage" is "constructor"'],
    [{ stage: '' }, 'context "stage" is missing: pass -c stage=<one of dev, prod>'],
    [{ stage: ['dev'] }, 'context "stage" is ["dev"]'],
  ])('on %o', (context, message) => {
    expect(() => stageWith({ stage: 'dev', ...context })).toThrow(message);
  });

  it.each([
    { domain: 1 },
    { partners: ['acme'] },
    { alarmsEmail: { at: 'x' } },
    { nodeImage: true },
  ])('on %o, which is no text', (context) => {
    const [[name, value] = []] = Object.entries(context);
    expect(() => stageWith({ stage: 'dev', ...context })).toThrow(
      `context "${name}" is ${JSON.stringify(value)}: not a text`,
    );
  });

  it('the command as well', () => {
    const { status, errors } = synthesise({ stage: 'dev', domain: 'api.example.com' });
    expect(status).not.toBe(0);
    expect(errors).toContain('context "certificateArn" is missing: "domain" wants it');
  });
});

describe('the way back, on the other processor', () => {
  const removals: (() => void)[] = [];
  const later = (remove: () => void) => void removals.push(remove);
  const { directory, errors } = synthesise(
    { stage: 'prod', canary: 'off', architecture: 'x86_64', dist: placeholderBundles(later) },
    later,
  );
  const system = errors === '' ? new System(filesOf(directory)) : undefined;
  afterAll(() => {
    for (const remove of removals) remove();
  });
  const all = (type: string, path: string) =>
    new Set(system?.of(type).map(({ properties }) => at(properties, path)));
  const ids = (one: System | undefined) =>
    one?.resources.map(({ stack, id, type }) => `${stack} ${id} ${type}`).sort();

  it('moves all calls in one step', () => {
    expect(all('AWS::CodeDeploy::DeploymentGroup', 'DeploymentConfigName')).toEqual(
      new Set(['CodeDeployDefault.LambdaAllAtOnce']),
    );
    const path = 'DeploymentConfiguration';
    expect(all('AWS::ECS::Service', `${path}.Strategy`)).toEqual(new Set(['BLUE_GREEN']));
    expect(all('AWS::ECS::Service', `${path}.BakeTimeInMinutes`)).toEqual(new Set([0]));
  });

  // https://docs.aws.amazon.com/codedeploy/latest/userguide/monitoring-create-alarms.html: none starts while an alarm is on.
  it('goes out while an alarm is on', () => {
    expect(all('AWS::CodeDeploy::DeploymentGroup', 'AlarmConfiguration.Enabled')).toEqual(
      new Set([false]),
    );
    const events = [...all('AWS::CodeDeploy::DeploymentGroup', 'AutoRollbackConfiguration.Events')];
    expect(new Set(events.flat())).toEqual(new Set(['DEPLOYMENT_FAILURE']));
    expect(all('AWS::ECS::Service', 'DeploymentConfiguration.Alarms')).toEqual(
      new Set([undefined]),
    );
  });

  it('takes away nothing, and leaves the number of tasks to the scaling', () => {
    const versions = /AWS::Lambda::Version$/;
    const kept = (one: System | undefined) => ids(one)?.filter((id) => !versions.test(id));
    expect(kept(system)).toEqual(kept(systemOf('prod')));
    expect(all('AWS::ECS::Service', 'DesiredCount')).toEqual(new Set([undefined]));
  });

  it('runs on the processor that is asked for', () => {
    expect(all('AWS::Lambda::Function', 'Architectures.0')).toEqual(new Set(['x86_64']));
    expect(all('AWS::ECS::TaskDefinition', 'RuntimePlatform.CpuArchitecture')).toEqual(
      new Set(['X86_64']),
    );
    expect(system?.files['Tandem-prod-Orders.assets.json']).toContain('"linux/amd64"');
  });
});

describe('takes', () => {
  it.each([
    { corsOrigins: 'http://localhost:5173,https://shop.example.com' },
    { nodeImage: `registry.example.com:5000/base/node:24-slim@sha256:${'0'.repeat(64)}` },
    { collectorImage: 'public.ecr.aws/aws-observability/aws-otel-collector:v0.47.0' },
    { runbooks: 'https://wiki.example.com/tandem/runbooks' },
    { architecture: 'x86_64', reservedConcurrency: 'off', webhookLoopback: 'on' },
    { containers: 'kubernetes', cluster: 'shop_1-eu' },
    { partners: 'acme,globex-2' },
    { legacy: 'http://127.0.0.1:8080/shop', webhookLoopback: 'on', legacyTokens: 'on' },
    everything,
    // An option that is empty, as a pipeline passes it on, is none.
    Object.fromEntries(Object.keys(everything).map((name) => [name, ''])),
    // The CDK's own.
    { '@aws-cdk/core:stackRelativeExports': true, 'aws:cdk:version-reporting': false },
  ])('%o', (context) => {
    expect(stageWith({ stage: 'prod', ...context }).name).toBe('prod');
  });
});
