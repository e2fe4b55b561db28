// The files of the site on their way to AWS: each signed, a page after what it names, then the edge forgets older pages.
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetParameterCommand, ParameterNotFound, SSMClient } from '@aws-sdk/client-ssm';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, afterEach, beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import { stageOf } from '../../infra/release/deploy.ts';
import { putSite } from '../../infra/release/site.ts';

const ssm = mockClient(SSMClient);
afterAll(() => ssm.restore());

interface Sent {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const sent: Sent[] = [];
let status = 200;

beforeEach(() => {
  sent.length = 0;
  status = 200;
  ssm.reset();
  vi.stubEnv('AWS_REGION', 'eu-west-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
  vi.stubGlobal('fetch', async (url: URL, init: RequestInit) => {
    const { method = '', headers, body } = init;
    sent.push({
      method,
      url: url.href,
      headers: headers as Record<string, string>,
      body: Buffer.from(body as Uint8Array).toString(),
    });
    return new Response('<Error/>', { status });
  });
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
});

const published = () => {
  const values = { 'site-bucket': 'files-1', 'site-distribution': 'E1' };
  for (const [key, Value] of Object.entries(values)) {
    ssm
      .on(GetParameterCommand, { Name: `/tandem/prod/platform/${key}` })
      .resolves({ Parameter: { Value } });
  }
};

const built = (): string => {
  const dist = mkdtempSync(join(tmpdir(), 'tandem-site-'));
  onTestFinished(() => rmSync(dist, { recursive: true, force: true }));
  mkdirSync(join(dist, 'site/staff/assets'), { recursive: true });
  writeFileSync(join(dist, 'site/staff/assets/main-ABCDEFGH.js'), 'script');
  writeFileSync(join(dist, 'site/staff/index.html'), 'page');
  const files = [
    {
      key: 'staff/assets/main-ABCDEFGH.js',
      contentType: 'text/javascript; charset=utf-8',
      cacheControl: 'public, max-age=31536000, immutable',
    },
    {
      key: 'staff/index.html',
      contentType: 'text/html; charset=utf-8',
      cacheControl: 'no-cache',
    },
  ];
  writeFileSync(join(dist, 'site.json'), JSON.stringify(files));
  return dist;
};

const bucket = 'https://files-1.s3.eu-west-1.amazonaws.com';
const invalidation = 'https://cloudfront.amazonaws.com/2020-05-31/distribution/E1/invalidation';

it('come one by one, the page last, and then the edge forgets it', async () => {
  published();
  expect(await putSite('prod', built())).toBe(2);
  expect(sent.map(({ method, url }) => `${method} ${url}`)).toEqual([
    `PUT ${bucket}/staff/assets/main-ABCDEFGH.js`,
    `PUT ${bucket}/staff/index.html`,
    `POST ${invalidation}`,
  ]);
  expect(sent.map(({ headers }) => headers['cache-control'])).toEqual([
    'public, max-age=31536000, immutable',
    'no-cache',
    undefined,
  ]);
  expect(sent[2]?.body).toContain('<Path>/staff*</Path>');
});

it('are signed with what is in them, for their own service and region', async () => {
  published();
  await putSite('prod', built());
  const [first, , last] = sent;
  expect(first?.headers['x-amz-content-sha256']).toBe(
    createHash('sha256').update('script').digest('hex'),
  );
  expect(first?.headers.authorization).toMatch(
    /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-west-1\/s3\/aws4_request, SignedHeaders=cache-control;content-type;host;x-amz-content-sha256;x-amz-date, Signature=[0-9a-f]{64}$/,
  );
  expect(last?.headers.authorization).toContain('/us-east-1/cloudfront/aws4_request');
});

it('may come twice: the same files, and an invalidation of its own', async () => {
  vi.useFakeTimers({ now: 1_000_000 });
  onTestFinished(() => void vi.useRealTimers());
  published();
  const dist = built();
  await putSite('prod', dist);
  vi.setSystemTime(2_000_000);
  await putSite('prod', dist);
  const files = sent.filter(({ method }) => method === 'PUT').map(({ url, body }) => [url, body]);
  expect(files.slice(2)).toEqual(files.slice(0, 2));
  const references = sent.flatMap(
    ({ body }) => /<CallerReference>(.*)<\/Caller/.exec(body)?.[1] ?? [],
  );
  expect(references).toEqual(['1970-01-01T00:16:40.000Z', '1970-01-01T00:33:20.000Z']);
});

it('stay here where the stage has no bucket yet', async () => {
  ssm.on(GetParameterCommand).rejects(new ParameterNotFound({ message: '', $metadata: {} }));
  expect(await putSite('prod', built())).toBe(0);
  expect(sent).toEqual([]);
});

it('stop at the first that is refused, so that no page names what is not there', async () => {
  published();
  status = 403;
  await expect(putSite('prod', built())).rejects.toThrow(
    `PUT ${bucket}/staff/assets/main-ABCDEFGH.js answered 403: <Error/>`,
  );
  expect(sent).toHaveLength(1);
});

it.each([
  [[], 'dev'],
  [['-c', 'stage=prod'], 'prod'],
  [['-c', 'stage=dev', '--context=stage=prod'], 'prod'],
  [['--context', 'stage=prod', '-c', 'alarmsEmail=a@b.c'], 'prod'],
  [['-cstage=prod'], 'prod'],
])('of a deployment with %j go to %s', (args, stage) => {
  expect(stageOf(args)).toBe(stage);
});
