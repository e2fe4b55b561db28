// The embedded distribution: paths go to their origins, and what CloudFront would compress is compressed on the way back.
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Compressible } from '../../localstack/cloudfront/compression.ts';
import { cloudFront, type Viewer } from '../../localstack/cloudfront/service.ts';

const optimized = '658327ea-f89d-4fab-a63d-7e88639e58f6';
const disabled = '4135ea2d-6df8-44a3-9df3-4b5a84be39ad';

const account = { accountId: '000000000000', region: 'us-east-1' };
const buckets = { read: () => undefined };

/** `/apps/*` compresses by a policy of its own, `/files/*` by one of AWS; nothing else does. */
const distribution = async () => {
  const edge = cloudFront({ account, buckets });
  const make = async (type: string, properties: object): Promise<string> => {
    const handler = edge.resources.find((each) => each.type === type);
    const made = await handler?.create({ logicalId: type, stack: 's', type, properties } as never);
    return String(made?.ref);
  };
  const policy = await make('AWS::CloudFront::CachePolicy', {
    CachePolicyConfig: {
      ParametersInCacheKeyAndForwardedToOrigin: {
        EnableAcceptEncodingGzip: true,
        EnableAcceptEncodingBrotli: true,
      },
    },
  });
  const to = (PathPattern: string, CachePolicyId: string, Compress = true) => ({
    PathPattern,
    TargetOriginId: 'api',
    CachePolicyId,
    Compress,
  });
  await make('AWS::CloudFront::Distribution', {
    DistributionConfig: {
      Origins: [{ Id: 'api' }, { Id: 'pages', OriginPath: '/v1/shop' }],
      CacheBehaviors: [
        to('/apps/*', policy),
        to('/files/*', optimized),
        to('/plain/*', optimized, false),
        to('/v1/*', disabled),
      ],
      DefaultCacheBehavior: { TargetOriginId: 'pages', CachePolicyId: disabled, Compress: true },
    },
  });
  return edge;
};

const edge = await distribution();
const long = JSON.stringify({ items: Array.from({ length: 200 }, (_, number) => ({ number })) });

const answer = (changes: Partial<Compressible> = {}): Compressible => ({
  status: 200,
  headers: [
    ['Content-Type', 'application/json; charset=utf-8'],
    ['ETag', '"a"'],
  ],
  body: long,
  ...changes,
});

const viewer = (changes: Partial<Viewer> = {}): Viewer => ({
  method: 'GET',
  target: '/apps/home?a=/files/',
  accepts: 'gzip, deflate, br',
  ...changes,
});

describe('a path', () => {
  it.each([
    ['/v1/orders?a=1', '/v1/orders?a=1'],
    ['/apps/home', '/apps/home'],
    ['/products/1?q=/v1/', '/v1/shop/products/1?q=/v1/'],
  ])('%s goes to %s', (target, origin) => {
    expect(edge.originTarget(target)).toBe(origin);
  });

  it('goes as it is where there is no distribution, and nothing is compressed', async () => {
    const none = cloudFront({ account, buckets });
    expect(none.originTarget('/a?b')).toBe('/a?b');
    expect(await none.toViewer(viewer(), answer())).toEqual(answer());
  });
});

describe('an answer', () => {
  const told = async (asked: Partial<Viewer>, given: Partial<Compressible> = {}) => {
    const { headers, body } = await edge.toViewer(viewer(asked), answer(given));
    const coding = headers.find(([name]) => name === 'Content-Encoding')?.[1];
    return { headers, body: body as Buffer, coding };
  };

  it('comes by Brotli where a viewer takes it, with a weak tag, and says what it depends on', async () => {
    const { headers, body } = await told({});
    expect(headers).toEqual([
      ['Content-Type', 'application/json; charset=utf-8'],
      ['ETag', 'W/"a"'],
      ['Content-Encoding', 'br'],
      ['Vary', 'Accept-Encoding'],
    ]);
    expect(brotliDecompressSync(body).toString()).toBe(long);
    expect(body.byteLength).toBeLessThan(long.length / 3);
  });

  it.each([
    ['gzip', 'gzip'],
    ['br;q=0, gzip;q=0.5', 'gzip'],
    ['BR', 'br'],
  ])('for %s comes by %s', async (accepts, coding) => {
    const { body, coding: found } = await told({ accepts });
    expect(found).toBe(coding);
    if (coding === 'gzip') expect(gunzipSync(body).toString()).toBe(long);
  });

  it.each<[string, Partial<Viewer>, Partial<Compressible>]>([
    ['to who takes none', { accepts: 'deflate, zstd' }, {}],
    ['to who refuses both', { accepts: 'br;q=0, gzip;q=0.0' }, {}],
    ['of another path', { target: '/v1/orders' }, {}],
    ['of a path that does not want it', { target: '/plain/a' }, {}],
    ['to a change', { method: 'POST' }, {}],
    ['that is short', {}, { body: '{}' }],
    [
      'that is compressed',
      {},
      {
        headers: [
          ['Content-Type', 'text/css'],
          ['Content-Encoding', 'gzip'],
        ],
      },
    ],
    ['of a type that is not on the list', {}, { headers: [['Content-Type', 'image/png']] }],
    ['of an error', {}, { status: 500 }],
    ['without a body', {}, { status: 304, body: '' }],
  ])('%s comes as it is', async (_, asked, given) => {
    const { headers, body } = await told(asked, given);
    expect({ headers, body }).toEqual({ headers: answer(given).headers, body: answer(given).body });
  });

  it('of a policy of AWS is compressed as well', async () => {
    expect((await told({ target: '/files/shop.css' })).coding).toBe('br');
  });
});
