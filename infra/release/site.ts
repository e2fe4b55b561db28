// The files of the site on AWS: put into their bucket, a page after what it names, then pages are forgotten at the edge.
import { readFile } from 'node:fs/promises';
import { GetParameterCommand, ParameterNotFound, SSMClient } from '@aws-sdk/client-ssm';
import { type Signer, sendSigned } from '../../platform/cli/signed-request.ts';
import type { SiteFile } from '../build/browser/site.ts';

const ssm = new SSMClient();

/** Undefined where no stack has published it yet. */
const parameter = async (stage: string, key: string): Promise<string | undefined> => {
  const Name = `/tandem/${stage}/platform/${key}`;
  try {
    return (await ssm.send(new GetParameterCommand({ Name }))).Parameter?.Value;
  } catch (error) {
    if (error instanceof ParameterNotFound) return undefined;
    throw error;
  }
};

const signerNow = async (): Promise<Signer> => ({
  ...(await ssm.config.credentials()),
  region: await ssm.config.region(),
});

/** Twice the same is once: names say what is in a file, and older ones stay for pages that are open. */
const put = (signer: Signer, bucket: string, file: SiteFile, body: Buffer): Promise<void> =>
  sendSigned(signer, {
    method: 'PUT',
    url: new URL(`https://${bucket}.s3.${signer.region}.amazonaws.com/${file.key}`),
    service: 's3',
    headers: { 'content-type': file.contentType, 'cache-control': file.cacheControl },
    body: new Uint8Array(body),
  });

/** https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_CreateInvalidation.html */
const forget = (signer: Signer, distribution: string, path: string, reference: string) =>
  // CloudFront has one address and one region for all.
  sendSigned(
    { ...signer, region: 'us-east-1' },
    {
      method: 'POST',
      url: new URL(
        `https://cloudfront.amazonaws.com/2020-05-31/distribution/${distribution}/invalidation`,
      ),
      service: 'cloudfront',
      headers: { 'content-type': 'text/xml' },
      body: new TextEncoder().encode(
        `<InvalidationBatch xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/"><Paths><Quantity>1</Quantity><Items><Path>${path}</Path></Items></Paths><CallerReference>${reference}</CallerReference></InvalidationBatch>`,
      ),
    },
  );

/** Answers how many files were put; none where the stage has no bucket yet. `dist` is where the build has put them. */
export const putSite = async (stage: string, dist = 'dist'): Promise<number> => {
  const bucket = await parameter(stage, 'site-bucket');
  const distribution = await parameter(stage, 'site-distribution');
  if (bucket === undefined || distribution === undefined) return 0;
  const list = await readFile(`${dist}/site.json`, 'utf8');
  const signer = await signerNow();
  const files = JSON.parse(list) as SiteFile[];
  for (const file of files) {
    await put(signer, bucket, file, await readFile(`${dist}/site/${file.key}`));
  }
  // A reference that was used before would be answered by what was done then, also after a way back.
  await forget(signer, distribution, '/staff*', new Date().toISOString());
  return files.length;
};
