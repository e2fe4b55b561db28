// S3 behind the edge: the request goes on to fauxqs as it is, once the role may make it.

import type { Access, Log } from '../cloud/cloud.ts';
import type { RawHandler } from '../cloud/protocol/edge-protocol.ts';
import { signatureOf } from '../cloud/protocol/signature.ts';
import type { Messaging } from '../messaging/messaging.ts';

const verbs: Readonly<Record<string, readonly [object: string, bucket: string]>> = {
  GET: ['GetObject', 'ListBucket'],
  HEAD: ['GetObject', 'ListBucket'],
  PUT: ['PutObject', 'CreateBucket'],
  POST: ['PutObject', 'DeleteObject'],
  DELETE: ['DeleteObject', 'DeleteBucket'],
};

interface Needs {
  readonly access: Pick<Access, 'check'>;
  readonly messaging: Pick<Messaging, 's3'>;
  readonly log: Log;
}

/** Action and ARN of what a request asks for. */
function askedOf(method: string, url: string): readonly [action: string, resource: string] {
  const path = decodeURIComponent(new URL(url, 'http://localhost').pathname);
  const [bucket = '', ...object] = path.slice(1).split('/');
  const [onObject, onBucket] = verbs[method] ?? ['GetObject', 'ListBucket'];
  const name = object.join('/');
  const [action, resource] = name ? [onObject, `${bucket}/${name}`] : [onBucket, bucket];
  return [`s3:${action}`, `arn:aws:s3:::${resource}`];
}

export function s3Service({ access, messaging, log }: Needs): RawHandler {
  return async (request, response) => {
    const url = request.url ?? '/';
    const { accessKeyId } = signatureOf(request);
    const [action, resource] = askedOf(request.method ?? 'GET', url);
    const reason = access.check(accessKeyId, action, resource);
    if (reason !== undefined) {
      log.line('iam', `AccessDenied: ${reason}`);
      response.writeHead(403, { 'content-type': 'application/xml' });
      response.end(`<Error><Code>AccessDenied</Code><Message>${reason}</Message></Error>`);
      return;
    }
    const app = await messaging.s3();
    app.routing(request, response);
  };
}
