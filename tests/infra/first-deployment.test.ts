// A first deployment that fails leaves nothing behind that its repetition would meet, and fits into an account as it is given out.
import { describe, expect, it } from 'vitest';
import { filesOf, placeholderBundles, synthesise, systemOf } from './support/assembly.ts';
import { at, numberAt, type Resource, System } from './support/system.ts';

/** Where a resource has a name that only one of its kind can have, and which of its properties that is. */
const named: Readonly<Record<string, string>> = {
  'AWS::Backup::BackupVault': 'BackupVaultName',
  'AWS::DynamoDB::Table': 'TableName',
  'AWS::Logs::LogGroup': 'LogGroupName',
  'AWS::SecretsManager::Secret': 'Name',
};

/** Cannot be had back, name or not. */
const irreplaceable = new Set([...Object.keys(named), 'AWS::KMS::Key', 'AWS::S3::Bucket']);

/** A log group that AWS would make itself, without an end: it holds nothing that is not elsewhere. */
const byAws = /^ExecutionLog/;

const policies = (resources: readonly Resource[]) =>
  resources.map(({ stack, id, type, deletionPolicy }) => ({ stack, id, type, deletionPolicy }));

describe('a first deployment of prod that fails', () => {
  const system = systemOf('prod');
  const kept = system.resources.filter(({ type }) => irreplaceable.has(type));

  /** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html */
  it('takes back what it has made of tables, keys, secrets, logs and copies', () => {
    expect(kept.length).toBeGreaterThan(40);
    expect(
      policies(kept).filter(
        ({ id, deletionPolicy }) =>
          deletionPolicy !== (byAws.test(id) ? 'Delete' : 'RetainExceptOnCreate'),
      ),
    ).toEqual([]);
  });

  it('leaves nothing that has a name: what is kept at all costs has none', () => {
    const retained = system.resources.filter(({ deletionPolicy }) => deletionPolicy === 'Retain');
    expect(retained.map(({ type }) => type)).toEqual([
      'AWS::IAM::Role',
      'AWS::ApiGateway::Account',
    ]);
    expect(retained.map(({ properties }) => at(properties, 'RoleName'))).toEqual([
      undefined,
      undefined,
    ]);
  });

  it('leaves no bucket in the way of the next one: none has a name', () => {
    const names = system
      .of('AWS::S3::Bucket')
      .map(({ properties }) => at(properties, 'BucketName'));
    expect(names).toEqual([undefined, undefined]);
  });

  it('can be taken back: nothing refuses to be deleted until deletion protection is switched on', () => {
    const { directory } = synthesise({
      stage: 'prod',
      deletionProtection: 'off',
      dist: placeholderBundles(),
    });
    const first = new System(filesOf(directory));
    const tables = first.of('AWS::DynamoDB::Table');
    expect(
      new Set(tables.map(({ properties }) => at(properties, 'DeletionProtectionEnabled'))),
    ).toEqual(new Set([false]));
    const [balancer] = first.of('AWS::ElasticLoadBalancingV2::LoadBalancer');
    expect(at(balancer?.properties, 'LoadBalancerAttributes')).toContainEqual({
      Key: 'deletion_protection.enabled',
      Value: 'false',
    });
    // And switching it on changes nothing else.
    const ids = ({ resources }: System) => resources.map(({ stack, id }) => `${stack} ${id}`);
    expect(ids(first)).toEqual(ids(system));
  });

  it('keeps everything once it is there', () => {
    const replaced = kept.filter(({ stack, id }) => {
      const { UpdateReplacePolicy } = (system.templates.get(stack)?.Resources[id] ?? {}) as {
        UpdateReplacePolicy?: string;
      };
      return UpdateReplacePolicy !== (byAws.test(id) ? 'Delete' : 'Retain');
    });
    expect(replaced).toEqual([]);
  });
});

describe('both stages', () => {
  const reserved = (stage: 'dev' | 'prod') =>
    systemOf(stage)
      .of('AWS::Lambda::Function')
      .map(({ properties }) => numberAt(properties, 'ReservedConcurrentExecutions'))
      .filter((number) => !Number.isNaN(number))
      .reduce((sum, number) => sum + number, 0);

  /** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html: 1,000, of which 100 stay unreserved. */
  it('fit into one account as it is given out, and leave more than half of it to what requests start', () => {
    expect(reserved('dev') + reserved('prod')).toBeLessThan(450);
  });
});
