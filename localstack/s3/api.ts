// S3 behind the edge: the request goes on to fauxqs as it is, once the role may make it.

import { signatureOf } from '../cloud/protocol/signature.ts';
import type { AwsCloud } from '../embedded/aws-cloud.ts';
import type { RawHandler } from '../embedded/edge.ts';

const verbs: Readonly<Record<string, readonly [object: string, bucket: string]>> = {
  GET: ['GetObject', 'ListBucket'],
  HEAD: ['GetObject', 'ListBucket'],
  PUT: ['PutObject', 'CreateBucket'],
  POST: ['PutObject', 'DeleteObject'],
  DELETE: ['DeleteObject', 'DeleteBucket'],
};

function denial(cloud: AwsCloud, method: string, url: string, key: string): string | undefined {
  const path = decodeURIComponent(new URL(url, 'http://localhost').pathname);
  const [bucket = '', ...object] = path.slice(1).split('/');
  const [onObject, onBucket] = verbs[method] ?? ['GetObject', 'ListBucket'];
  const name = object.join('/');
  const [action, resource] = name ? [onObject, `${bucket}/${name}`] : [onBucket, bucket];
  return cloud.access.check(key, `s3:${action}`, `arn:aws:s3:::${resource}`);
}

export function s3Service(cloud: AwsCloud): RawHandler {
  return async (request, response) => {
    const url = request.url ?? '/';
    const { accessKeyId } = signatureOf(request);
    const reason = denial(cloud, request.method ?? 'GET', url, accessKeyId);
    if (reason !== undefined) {
      cloud.log.line('iam', `AccessDenied: ${reason}`);
      response.writeHead(403, { 'content-type': 'application/xml' });
      response.end(`<Error><Code>AccessDenied</Code><Message>${reason}</Message></Error>`);
      return;
    }
    const app = await cloud.messaging.s3();
    app.routing(request, response);
  };
}
