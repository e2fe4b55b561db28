import {
  BatchGetSecretValueCommand,
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  ListSecretVersionIdsCommand,
  PutSecretValueCommand,
  RotateSecretCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { queue, type Running, run, writeAssembly } from '../support/assembly-fixture.ts';

const first = '1'.repeat(32);
const second = '2'.repeat(32);
const missing = '9'.repeat(32);

describe('a secret', () => {
  let running: Running;
  let client: SecretsManagerClient;
  let SecretId: string;
  let count = 0;
  beforeAll(async () => {
    running = await run(writeAssembly({ Stack: { Resources: { Any: queue('any') } } }));
    client = new SecretsManagerClient(running.client());
  });
  afterAll(() => running.stop());
  beforeEach(async () => {
    count += 1;
    SecretId = `shop/secret-${count}`;
    await client.send(
      new CreateSecretCommand({ Name: SecretId, SecretString: 'one', ClientRequestToken: first }),
    );
  });

  const put = (input: Partial<PutSecretValueCommand['input']>) =>
    client.send(new PutSecretValueCommand({ SecretId, ...input }));
  const move = (input: Partial<UpdateSecretVersionStageCommand['input']>) =>
    client.send(
      new UpdateSecretVersionStageCommand({ SecretId, VersionStage: 'AWSCURRENT', ...input }),
    );
  const value = async (input: Partial<GetSecretValueCommand['input']> = {}) =>
    (await client.send(new GetSecretValueCommand({ SecretId, ...input }))).SecretString;
  const stages = async () =>
    (await client.send(new DescribeSecretCommand({ SecretId }))).VersionIdsToStages;

  it('keeps its value and stages when a change of the stages is refused', async () => {
    await put({ SecretString: 'two', ClientRequestToken: second, VersionStages: ['AWSPENDING'] });
    const before = await stages();
    const refused: [object, string][] = [
      [{ RemoveFromVersionId: first, MoveToVersionId: missing }, 'ResourceNotFoundException'],
      [{ RemoveFromVersionId: missing, MoveToVersionId: second }, 'ResourceNotFoundException'],
      [{ RemoveFromVersionId: second, MoveToVersionId: second }, 'InvalidParameterException'],
      [{ MoveToVersionId: second }, 'InvalidParameterException'],
      [{ RemoveFromVersionId: first }, 'InvalidParameterException'],
      [{}, 'InvalidParameterException'],
      [{ VersionStage: '', MoveToVersionId: second }, 'InvalidParameterException'],
      [{ VersionStage: 'BLUE', RemoveFromVersionId: first }, 'InvalidParameterException'],
    ];
    for (const [input, name] of refused) {
      await expect(move(input), JSON.stringify(input)).rejects.toMatchObject({ name });
    }
    expect(await stages()).toEqual(before);
    expect(await value()).toBe('one');
  });

  it('is moved on by its stages, and the version before is the previous one', async () => {
    await put({ SecretString: 'two', ClientRequestToken: second, VersionStages: ['AWSPENDING'] });
    await move({ RemoveFromVersionId: first, MoveToVersionId: second });
    expect(await value()).toBe('two');
    expect(await stages()).toEqual({
      [first]: ['AWSPREVIOUS'],
      [second]: ['AWSPENDING', 'AWSCURRENT'],
    });
    await move({ VersionStage: 'AWSPENDING', RemoveFromVersionId: second });
    expect(await stages()).toMatchObject({ [second]: ['AWSCURRENT'] });
  });

  it.each([
    ['no value', {}, 'InvalidRequestException'],
    ['an empty text', { SecretString: '' }, 'InvalidParameterException'],
    ['a text over 64 KiB', { SecretString: 'x'.repeat(65_537) }, 'InvalidParameterException'],
    [
      'both kinds',
      { SecretString: 'a', SecretBinary: Buffer.from('a') },
      'InvalidParameterException',
    ],
    [
      'a short token',
      { SecretString: 'a', ClientRequestToken: 'abc' },
      'InvalidParameterException',
    ],
    ['no stage', { SecretString: 'a', VersionStages: [] }, 'InvalidParameterException'],
    [
      'another value under a used token',
      { SecretString: 'b', ClientRequestToken: first },
      'ResourceExistsException',
    ],
  ])('keeps its value when %s is put', async (_, input, name) => {
    await expect(put(input)).rejects.toMatchObject({ name });
    expect(await value()).toBe('one');
  });

  it('takes the same value under the same token once more', async () => {
    await put({ SecretString: 'two', ClientRequestToken: second });
    await put({ SecretString: 'one', ClientRequestToken: first });
    expect(await value()).toBe('two');
  });

  it('holds bytes as well', async () => {
    await put({ SecretBinary: Buffer.from([0, 255]) });
    const { SecretBinary, SecretString } = await client.send(
      new GetSecretValueCommand({ SecretId }),
    );
    expect({ bytes: [...(SecretBinary ?? [])], SecretString }).toEqual({
      bytes: [0, 255],
      SecretString: undefined,
    });
  });

  it('lists its versions', async () => {
    await put({ SecretString: 'two', ClientRequestToken: second });
    await put({ SecretString: 'three', ClientRequestToken: '3'.repeat(32) });
    const ids = async (IncludeDeprecated: boolean) => {
      const list = new ListSecretVersionIdsCommand({ SecretId, IncludeDeprecated });
      return (await client.send(list)).Versions?.map(({ VersionId }) => VersionId?.[0]);
    };
    expect(await ids(false)).toEqual(['2', '3']);
    expect(await ids(true)).toEqual(['1', '2', '3']);
  });

  it('is refused by a stage that its version does not have', async () => {
    await expect(value({ VersionId: first, VersionStage: 'AWSPENDING' })).rejects.toMatchObject({
      name: 'InvalidRequestException',
    });
    await expect(value({ VersionId: missing })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  it('is read with others, and one that is not there is an error of its own', async () => {
    const { SecretValues, Errors } = await client.send(
      new BatchGetSecretValueCommand({ SecretIdList: [SecretId, 'none'] }),
    );
    expect(SecretValues?.map(({ SecretString }) => SecretString)).toEqual(['one']);
    expect(Errors).toEqual([
      expect.objectContaining({ SecretId: 'none', ErrorCode: 'ResourceNotFoundException' }),
    ]);
    await expect(client.send(new BatchGetSecretValueCommand({}))).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
  });

  it('is found by the start of its name', async () => {
    const names = async (value: string) => {
      const list = new ListSecretsCommand({ Filters: [{ Key: 'name', Values: [value] }] });
      return (await client.send(list)).SecretList?.map(({ Name }) => Name);
    };
    expect(await names(SecretId)).toContain(SecretId);
    expect(await names('no')).toEqual([]);
  });

  it.each([
    [() => ({ Name: SecretId, SecretString: 'x' }), 'ResourceExistsException'],
    [() => ({ Name: 'a b', SecretString: 'x' }), 'ValidationException'],
    [() => ({ Name: '', SecretString: 'x' }), 'InvalidParameterException'],
  ])('is made once, under a name that is one', async (input, name) => {
    await expect(client.send(new CreateSecretCommand(input()))).rejects.toMatchObject({ name });
    expect(await value()).toBe('one');
  });

  it('is not rotated without a function', async () => {
    await expect(client.send(new RotateSecretCommand({ SecretId }))).rejects.toMatchObject({
      name: 'InvalidRequestException',
    });
  });
});
