// A private bucket behind the embedded distribution: who may read what lies in it, and what visitors are told.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cloudFront } from '../../localstack/cloudfront/service.ts';
import { startMessaging } from '../../localstack/messaging/messaging.ts';
import { createBuckets } from '../../localstack/s3/buckets.ts';
import { bucketResources } from '../../localstack/s3/resources.ts';

const account = { accountId: '000000000000', region: 'eu-west-1' };
const lines: string[] = [];
const log = { line: (source: string, text: string) => void lines.push(`${source}: ${text}`) };
const forever = 'public, max-age=31536000, immutable';

interface Made {
  readonly ref: string;
  readonly attributes?: Record<string, unknown>;
}

/** A bucket with three files, and a distribution that may read it, or not. */
const start = async ({ messaging, isAllowed = true, isSigned = true }: Options) => {
  const buckets = createBuckets({ messaging, log });
  const edge = cloudFront({ account, buckets });
  const handlers = [...bucketResources({ account, buckets }), ...edge.resources];
  const make = async (type: string, logicalId: string, properties: object): Promise<Made> => {
    const handler = handlers.find((each) => each.type === type);
    const resource = { stack: `s${count}`, logicalId, type, path: `s/${logicalId}`, properties };
    return (await handler?.create(resource as never)) as Made;
  };
  count += 1;
  const bucket = await make('AWS::S3::Bucket', 'Files', {});
  const control = await make('AWS::CloudFront::OriginAccessControl', 'Control', {
    OriginAccessControlConfig: { SigningBehavior: 'always' },
  });
  const rewrite = await make('AWS::CloudFront::Function', 'One', {
    Name: 'one',
    FunctionConfig: { Runtime: 'cloudfront-js-2.0' },
    FunctionCode:
      "function handler(event) { event.request.uri = '/app/index.html'; return event.request; }",
  });
  const headers = await make('AWS::CloudFront::ResponseHeadersPolicy', 'Headers', {
    ResponseHeadersPolicyConfig: {
      SecurityHeadersConfig: {
        ContentSecurityPolicy: { ContentSecurityPolicy: "default-src 'none'", Override: true },
        ContentTypeOptions: { Override: true },
        StrictTransportSecurity: { AccessControlMaxAgeSec: '60', Override: true },
      },
      CustomHeadersConfig: { Items: [{ Header: 'x-of-ours', Value: 'yes', Override: true }] },
    },
  });
  const origin = {
    Id: 'files',
    DomainName: bucket.attributes?.RegionalDomainName,
    S3OriginConfig: { OriginAccessIdentity: '' },
    ...(isSigned && { OriginAccessControlId: control.ref }),
  };
  const distribution = await make('AWS::CloudFront::Distribution', 'Site', {
    DistributionConfig: {
      Origins: [origin, { Id: 'api' }],
      CacheBehaviors: [
        {
          PathPattern: '/app/assets/*',
          TargetOriginId: 'files',
          ResponseHeadersPolicyId: headers.ref,
        },
        {
          PathPattern: '/app/*',
          TargetOriginId: 'files',
          FunctionAssociations: [
            { EventType: 'viewer-request', FunctionARN: rewrite.attributes?.FunctionARN },
          ],
        },
      ],
      DefaultCacheBehavior: { TargetOriginId: 'api' },
    },
  });
  const of = isAllowed ? distribution.ref : 'another';
  await make('AWS::S3::BucketPolicy', 'Policy', {
    Bucket: bucket.ref,
    PolicyDocument: {
      Statement: [
        {
          Effect: 'Deny',
          Principal: { AWS: '*' },
          Action: 's3:*',
          Resource: `arn:aws:s3:::${bucket.ref}/*`,
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
        {
          Effect: 'Allow',
          Principal: { Service: 'cloudfront.amazonaws.com' },
          Action: 's3:GetObject',
          Resource: `arn:aws:s3:::${bucket.ref}/*`,
          Condition: {
            StringEquals: {
              'AWS:SourceArn': `arn:aws:cloudfront::000000000000:distribution/${of}`,
            },
          },
        },
      ],
    },
  });
  const put = (key: string, text: string, cacheControl: string) =>
    buckets.put(bucket.ref, {
      key,
      body: Buffer.from(text),
      contentType: 'text/plain',
      cacheControl,
    });
  put('app/index.html', 'the page', 'no-cache');
  put('app/assets/a-12345678.js', 'a script', forever);
  put('app/assets/with space.js', 'a name', forever);
  const ask = (target: string, method = 'GET', knows?: string) =>
    edge.fromBucket({ method, target, accepts: '', knows });
  return { ask, edge, buckets, bucket: bucket.ref };
};

interface Options {
  readonly messaging: Awaited<ReturnType<typeof startMessaging>>;
  readonly isAllowed?: boolean;
  readonly isSigned?: boolean;
}

let count = 0;
let messaging: Options['messaging'];
beforeAll(async () => {
  messaging = await startMessaging(account, undefined);
});
afterAll(() => messaging.stop());

const bodyOf = (answer: { body: string | Buffer } | undefined) => String(answer?.body);

describe('a distribution that the policy names', () => {
  it('gets a file as it was put there', async () => {
    const { ask } = await start({ messaging });
    const answer = ask('/app/assets/a-12345678.js?v=1');
    expect([answer?.status, bodyOf(answer)]).toEqual([200, 'a script']);
    expect(answer?.headers).toEqual([
      ['Content-Type', 'text/plain'],
      ['ETag', expect.stringMatching(/^"[0-9a-f]{32}"$/)],
      ['Cache-Control', forever],
    ]);
    expect(bodyOf(ask('/app/assets/with%20space.js'))).toBe('a name');
  });

  it('gets nothing anew that the visitor has', async () => {
    const { ask } = await start({ messaging });
    const [, [, tag = ''] = []] = ask('/app/assets/a-12345678.js')?.headers ?? [];
    for (const knows of [tag, `W/${tag}`]) {
      expect(ask('/app/assets/a-12345678.js', 'GET', knows)).toMatchObject({
        status: 304,
        body: '',
      });
    }
    expect(ask('/app/assets/a-12345678.js', 'GET', '"other"')?.status).toBe(200);
  });

  it('gets the one page for each address below it, by its function', async () => {
    const { ask } = await start({ messaging });
    for (const target of ['/app/', '/app/orders/1?a=b', '/app/../../etc/passwd', '/app/%ff']) {
      expect([target, bodyOf(ask(target))]).toEqual([target, 'the page']);
    }
  });

  it.each([
    '/app/assets/nothing.js',
    '/app/assets/',
    '/app/assets/%ff',
    '/app/assets/../index.html',
  ])('is refused %s, which is not there: whoever may not list is not told more', async (target) => {
    const { ask } = await start({ messaging });
    expect(ask(target)).toMatchObject({
      status: 403,
      body: expect.stringContaining('AccessDenied'),
    });
  });

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('takes no %s', async (method) => {
    const { ask } = await start({ messaging });
    expect(ask('/app/assets/a-12345678.js', method)).toMatchObject({ status: 403 });
  });

  it('leaves all else to the API', async () => {
    const { ask } = await start({ messaging });
    expect(ask('/v1/products')).toBeUndefined();
  });

  it('puts the headers of its policy over those of the file, refusals as well', async () => {
    const { edge } = await start({ messaging });
    const viewer = { method: 'GET', target: '/app/assets/x.js', accepts: '' };
    const file = { status: 403, headers: [['X-Of-Ours', 'no'] as [string, string]], body: '' };
    expect((await edge.toViewer(viewer, file)).headers).toEqual([
      ['content-security-policy', "default-src 'none'"],
      ['x-content-type-options', 'nosniff'],
      ['strict-transport-security', 'max-age=60'],
      ['x-of-ours', 'yes'],
    ]);
  });
});

describe('nobody else', () => {
  it.each([
    ['a distribution that the policy does not name', { isAllowed: false }],
    ['one that signs nothing', { isSigned: false }],
  ])('reads it: %s', async (_, options) => {
    const { ask } = await start({ messaging, ...options });
    expect(ask('/app/assets/a-12345678.js')).toMatchObject({ status: 403 });
    expect(lines.at(-1)).toMatch(/^s3: AccessDenied: .* may not read s\d+-files-\w+\/app\/assets/);
  });

  it('reads it: another service in the name of the same distribution', async () => {
    const { buckets, bucket } = await start({ messaging });
    const reader = {
      principal: 'lambda.amazonaws.com',
      sourceArn: 'arn:aws:cloudfront::0:distribution/x',
    };
    expect(buckets.read(bucket, 'app/index.html', reader)).toBeUndefined();
    expect(buckets.read(bucket, 'app/index.html', undefined)).toBeUndefined();
  });
});
