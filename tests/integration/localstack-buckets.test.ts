import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  attribute as arn,
  type Running,
  role,
  run,
  writeAssembly,
} from '../support/assembly-fixture.ts';

const object = { 'Fn::Join': ['', [arn('Files'), '/*']] };
const resources = {
  Files: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'files' } },
  Other: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'other' } },
  Reader: role('lambda.amazonaws.com', [{ Action: 's3:GetObject', Resource: object }]),
  Writer: role('lambda.amazonaws.com', [
    { Action: 's3:PutObject', Resource: { 'Fn::Join': ['', [arn('Other'), '/*']] } },
  ]),
};

describe('a bucket', () => {
  let running: Running;
  beforeAll(async () => {
    running = await run(writeAssembly({ Buckets: { Resources: resources } }));
  });
  afterAll(() => running.stop());

  const request = (
    method: string,
    accessKeyId: string,
    body?: string,
    path = 'files/a/b.txt',
    headers: Record<string, string> = { 'content-type': 'text/plain' },
  ) =>
    fetch(`http://127.0.0.1:${running.cloud.endpoints.aws}/${path}`, {
      method,
      headers: {
        authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20260101/eu-central-1/s3/aws4_request, SignedHeaders=host, Signature=0`,
        ...headers,
      },
      body,
    });

  const keyOf = (role: string) => {
    const name = running.cloud.resources().find(({ logicalId }) => logicalId === role)?.name;
    return running.cloud.access.credentialsFor(`arn:aws:iam::000000000000:role/${name}`, 'test')
      .accessKeyId;
  };

  const answer = async (...asked: Parameters<typeof request>) => {
    const response = await request(...asked);
    const text = await response.text();
    return [response.status, /<Code>(\w+)/.exec(text)?.[1] ?? text];
  };

  it('keeps what is put and lets a role do what it is granted', async () => {
    const reader = keyOf('Reader');
    expect((await request('PUT', 'test', 'hello')).status).toBe(200);
    expect(await (await request('GET', reader)).text()).toBe('hello');
    const denied = await request('PUT', reader, 'other');
    expect(denied.status).toBe(403);
    expect(await denied.text()).toContain('s3:PutObject on resource: arn:aws:s3:::files/a/b.txt');
    const other = await request('GET', reader, undefined, 'other/%3Ca%26b%3E');
    expect(await other.text()).toContain('arn:aws:s3:::other/&lt;a&amp;b&gt; because');
  });

  it('refuses a path that is not percent-encoded', async () => {
    const refused = await request('GET', 'test', undefined, 'files/%ZZ');
    expect(refused.status).toBe(400);
    expect(await refused.text()).toContain('<Code>InvalidURI</Code>');
  });

  it.each([
    ['PUT', 'files/kept?tagging'],
    ['PUT', 'files/kept?acl'],
    ['PUT', 'files/kept?retention='],
    ['DELETE', 'files/kept?tagging'],
    ['DELETE', 'files/kept?versionId=1'],
    ['GET', 'files/kept?tagging'],
    ['GET', 'files/kept?uploadId=1'],
    ['POST', 'files/kept?restore'],
    ['POST', 'files/kept?select&select-type=2'],
    ['POST', 'files/kept'],
    ['GET', 'files?location'],
    ['GET', 'files?versions&prefix=a'],
    ['PUT', 'files?policy'],
    ['DELETE', 'other?policy'],
    ['DELETE', 'other/?cors'],
  ])('has no operation %s %s, and loses nothing by it', async (method, path) => {
    await request('PUT', 'test', 'kept', 'files/kept');
    const body = method === 'PUT' || method === 'POST' ? '<Any/>' : undefined;
    expect(await answer(method, 'test', body, path)).toEqual([501, 'NotImplemented']);
    expect(await answer('GET', 'test', undefined, 'files/kept')).toEqual([200, 'kept']);
    expect((await request('HEAD', 'test', undefined, 'other')).status).toBe(200);
  });

  it.each([
    'files?list-type=2&prefix=a%2F&delimiter=%2F&max-keys=5&x-id=ListObjectsV2',
    'files/kept?x-id=GetObject&response-content-type=text%2Fplain',
    'files/kept?attributes',
  ])('is read by %s', async (path) => {
    await request('PUT', 'test', 'kept', 'files/kept');
    expect(await answer('GET', 'test', undefined, path, {})).toMatchObject([
      200,
      expect.anything(),
    ]);
  });

  it('takes an object without a byte', async () => {
    expect(await answer('PUT', 'test', undefined, 'files/folder/', {})).toEqual([200, '']);
    expect(await answer('GET', 'test', undefined, 'files/folder/')).toEqual([200, '']);
  });

  it('writes on a condition', async () => {
    const put = (body: string, headers: Record<string, string>) =>
      answer('PUT', 'test', body, 'files/lock', headers);
    const anew = { 'if-none-match': '*' };
    const both = await Promise.all([put('one', anew), put('other', anew)]);
    expect(both.sort()).toEqual([
      [200, ''],
      [412, 'PreconditionFailed'],
    ]);
    expect(await put('x', { 'if-match': '"0"' })).toEqual([412, 'PreconditionFailed']);
    expect(await put('x', { 'if-none-match': '"0"' })).toEqual([501, 'NotImplemented']);
    const etag = (await request('HEAD', 'test', undefined, 'files/lock')).headers.get('etag') ?? '';
    expect(await put('two', { 'if-match': etag })).toEqual([200, '']);
    const gone = await answer('PUT', 'test', 'x', 'files/none', { 'if-match': etag });
    expect(gone).toEqual([404, 'NoSuchKey']);
    expect(await answer('GET', 'test', undefined, 'files/lock')).toEqual([200, 'two']);
  });

  it('is copied from by those who may read it', async () => {
    await request('PUT', 'test', 'kept', 'files/kept');
    const copy = (key: string) =>
      answer('PUT', key, undefined, 'other/copy', { 'x-amz-copy-source': '/files/kept' });
    expect(await copy(keyOf('Writer'))).toEqual([403, 'AccessDenied']);
    expect(await copy('test')).toMatchObject([200, expect.stringContaining('CopyObjectResult')]);
  });
});
