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
  Reader: role('lambda.amazonaws.com', [{ Action: 's3:GetObject', Resource: object }]),
};

describe('a bucket', () => {
  let running: Running;
  beforeAll(async () => {
    running = await run(writeAssembly({ Buckets: { Resources: resources } }));
  });
  afterAll(() => running.stop());

  const request = (method: string, accessKeyId: string, body?: string, path = 'files/a/b.txt') =>
    fetch(`http://127.0.0.1:${running.cloud.endpoints.aws}/${path}`, {
      method,
      headers: {
        authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20260101/eu-central-1/s3/aws4_request, SignedHeaders=host, Signature=0`,
        'content-type': 'text/plain',
      },
      body,
    });

  it('keeps what is put and lets a role do what it is granted', async () => {
    const name = running.cloud.resources().find(({ logicalId }) => logicalId === 'Reader')?.name;
    const reader = running.cloud.access.credentialsFor(
      `arn:aws:iam::000000000000:role/${name}`,
      'test',
    ).accessKeyId;
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
});
