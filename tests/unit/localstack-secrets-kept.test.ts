// Secrets page by page, made once, changed as a whole, and deleted with a way back.
import { describe, expect, it } from 'vitest';
import type { AwsRequest } from '../../localstack/cloud/protocol/edge-protocol.ts';
import { secretsManagerService } from '../../localstack/secrets-manager/api.ts';
import { createSecrets } from '../../localstack/secrets-manager/secrets.ts';

type Answer = Record<string, unknown>;
const token = (digit: string) => digit.repeat(32);

function manager() {
  const secrets = createSecrets({ region: 'eu-central-1', accountId: '000000000000' }, undefined);
  const rotation = { rotate: () => Promise.reject(new Error('no function')) };
  const service = secretsManagerService({ access: { check: () => undefined }, secrets, rotation });
  return async (action: string, input: object): Promise<Answer> => {
    const request = { action, body: Buffer.from(JSON.stringify(input)), accessKeyId: 'test' };
    const answer = await service(request as unknown as AwsRequest);
    return JSON.parse(String(answer.body)) as Answer;
  };
}

async function withOne() {
  const call = manager();
  const made = { Name: 'one', SecretString: '1', ClientRequestToken: token('1') };
  await call('CreateSecret', {
    ...made,
    Description: 'The first',
    Tags: [{ Key: 'a', Value: 'b' }],
  });
  return { call, made };
}

describe('a secret', () => {
  it('is made once by the same call, and keeps what is said of it', async () => {
    const { call, made } = await withOne();
    expect(await call('CreateSecret', made)).toMatchObject({ VersionId: token('1') });
    for (const other of [{ SecretString: '2' }, { ClientRequestToken: token('2') }]) {
      await expect(call('CreateSecret', { ...made, ...other })).rejects.toMatchObject({
        name: 'ResourceExistsException',
      });
    }
    expect(await call('DescribeSecret', { SecretId: 'one' })).toMatchObject({
      Description: 'The first',
      Tags: [{ Key: 'a', Value: 'b' }],
    });
  });

  it('is updated: a value makes a current version, a description none', async () => {
    const { call } = await withOne();
    const update = (input: object) => call('UpdateSecret', { SecretId: 'one', ...input });
    expect((await update({ Description: 'Another' })).VersionId).toBeUndefined();
    expect(await call('GetSecretValue', { SecretId: 'one' })).toMatchObject({ SecretString: '1' });
    await update({ SecretString: '2', ClientRequestToken: token('2') });
    expect(await call('GetSecretValue', { SecretId: 'one' })).toMatchObject({
      SecretString: '2',
      VersionId: token('2'),
      VersionStages: ['AWSCURRENT'],
    });
    expect(await call('DescribeSecret', { SecretId: 'one' })).toMatchObject({
      Description: 'Another',
    });
  });

  it('that is deleted takes part in nothing until it is restored', async () => {
    const { call, made } = await withOne();
    const SecretId = 'one';
    const { DeletionDate } = await call('DeleteSecret', { SecretId, RecoveryWindowInDays: 7 });
    expect(Number(DeletionDate) - Date.now() / 1000).toBeCloseTo(7 * 86_400, -2);
    for (const [action, input] of [
      ['GetSecretValue', {}],
      ['PutSecretValue', { SecretString: '2' }],
      ['UpdateSecret', { Description: 'x' }],
      ['UpdateSecretVersionStage', { VersionStage: 'X', MoveToVersionId: token('1') }],
      ['RotateSecret', {}],
      ['DeleteSecret', {}],
      ['CreateSecret', made],
    ] as const) {
      await expect(call(action, { SecretId, ...input }), action).rejects.toMatchObject({
        name: 'InvalidRequestException',
      });
    }
    const listed = async (input: object) =>
      ((await call('ListSecrets', input)).SecretList as unknown[]).length;
    expect([await listed({}), await listed({ IncludePlannedDeletion: true })]).toEqual([0, 1]);
    expect(await call('DescribeSecret', { SecretId })).toHaveProperty('DeletedDate');
    await call('RestoreSecret', { SecretId });
    expect(await call('GetSecretValue', { SecretId })).toMatchObject({ SecretString: '1' });
  });

  it('is deleted at once by force, also where it is not there', async () => {
    const { call } = await withOne();
    const force = { SecretId: 'one', ForceDeleteWithoutRecovery: true };
    await call('DeleteSecret', force);
    await expect(call('DescribeSecret', { SecretId: 'one' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    expect(await call('DeleteSecret', force)).toMatchObject({ Name: 'one' });
    await expect(call('DeleteSecret', { SecretId: 'one' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  it.each<[string, object]>([
    ['DeleteSecret', { RecoveryWindowInDays: 6 }],
    ['DeleteSecret', { RecoveryWindowInDays: 31 }],
    ['DeleteSecret', { RecoveryWindowInDays: 7, ForceDeleteWithoutRecovery: true }],
    ['GetSecretValue', { VersionId: 'abc' }],
    ['GetSecretValue', { SecretId: '' }],
    ['ListSecretVersionIds', { MaxResults: 0 }],
    ['ListSecrets', { MaxResults: 101 }],
    ['ListSecrets', { SortOrder: 'up' }],
    ['ListSecrets', { Filters: [{ Key: 'constructor', Values: ['x'] }] }],
    ['BatchGetSecretValue', { SecretIdList: [] }],
  ])('is refused: %s %j', async (action, input) => {
    const { call } = await withOne();
    await expect(call(action, { SecretId: 'one', ...input })).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
  });
});

describe('secrets', () => {
  it.each(['asc', 'desc'])('are deleted page by page, as they come: %s', async (SortOrder) => {
    const call = manager();
    for (const Name of ['a', 'b', 'c', 'd', 'e']) await call('CreateSecret', { Name });
    const list = { SortOrder, MaxResults: 2 };
    let page = await call('ListSecrets', list);
    for (;;) {
      for (const { ARN } of page.SecretList as { ARN: string }[]) {
        await call('DeleteSecret', { SecretId: ARN, ForceDeleteWithoutRecovery: true });
      }
      if (page.NextToken === undefined) break;
      page = await call('ListSecrets', { ...list, NextToken: page.NextToken });
    }
    expect(await call('ListSecrets', {})).toEqual({ SecretList: [] });
  });

  it('are listed page by page, and all of them are read in pages of a filter', async () => {
    const call = manager();
    for (let at = 10; at < 35; at += 1) {
      await call('CreateSecret', { Name: `s${at}`, SecretString: `${at}` });
    }
    const first = await call('ListSecrets', { MaxResults: 20 });
    expect(first.SecretList).toHaveLength(20);
    const rest = await call('ListSecrets', { MaxResults: 20, NextToken: first.NextToken });
    expect(rest.SecretList).toHaveLength(5);
    expect(rest.NextToken).toBeUndefined();
    await expect(call('ListSecrets', { NextToken: 'x' })).rejects.toMatchObject({
      name: 'InvalidNextTokenException',
    });
    const Filters = [{ Key: 'name', Values: ['s'] }];
    const batch = await call('BatchGetSecretValue', { Filters });
    expect(batch.SecretValues).toHaveLength(20);
    const { SecretValues } = await call('BatchGetSecretValue', {
      Filters,
      NextToken: batch.NextToken,
    });
    expect(SecretValues).toHaveLength(5);
    const none = await call('BatchGetSecretValue', {
      Filters: [{ Key: 'name', Values: ['none'] }],
    });
    expect(none).toEqual({ SecretValues: [], Errors: [] });
  });

  it.each([
    ['description', ['the f'], 1],
    ['description', ['first'], 0],
    ['tag-key', ['a'], 1],
    ['tag-value', ['!b'], 0],
    ['all', ['one'], 1],
  ])('are found by %s %j', async (Key, Values, count) => {
    const { call } = await withOne();
    const { SecretList } = await call('ListSecrets', { Filters: [{ Key, Values }] });
    expect(SecretList).toHaveLength(count);
  });
});
