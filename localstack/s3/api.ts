// S3 behind the edge: the request goes on to fauxqs as it is, once the role may make it.

import type { IncomingMessage } from 'node:http';
import type { Access, Log } from '../cloud/cloud.ts';
import {
  AwsError,
  denied,
  errorResponse,
  type RawHandler,
} from '../cloud/protocol/edge-protocol.ts';
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

function pathOf(url: string): string {
  try {
    return decodeURIComponent(url.split('?')[0] ?? '');
  } catch {
    throw new AwsError('InvalidURI', "Couldn't parse the specified URI.");
  }
}

/** Action and ARN of what a request asks for. */
function askedOf(method: string, url: string): readonly [action: string, resource: string] {
  const [bucket = '', ...object] = pathOf(url).slice(1).split('/');
  const [onObject, onBucket] = verbs[method] ?? ['GetObject', 'ListBucket'];
  const name = object.join('/');
  const [action, resource] = name ? [onObject, `${bucket}/${name}`] : [onBucket, bucket];
  return [`s3:${action}`, `arn:aws:s3:::${resource}`];
}

export function s3Service({ access, messaging, log }: Needs): RawHandler {
  function check(request: IncomingMessage): void {
    const { accessKeyId } = signatureOf(request);
    const [action, resource] = askedOf(request.method ?? 'GET', request.url ?? '/');
    const reason = access.check(accessKeyId, action, resource);
    if (reason === undefined) return;
    log.line('iam', `AccessDenied: ${reason}`);
    throw denied('s3', reason);
  }

  return async (request, response) => {
    try {
      check(request);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      const { status, contentType, body } = errorResponse('xml', error);
      response.writeHead(status, { 'content-type': contentType }).end(body);
      return;
    }
    const app = await messaging.s3();
    app.routing(request, response);
  };
}
