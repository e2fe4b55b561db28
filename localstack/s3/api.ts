// S3 behind the edge: the request goes on to fauxqs as it is, once the role may make it.

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Access, Log } from '../cloud/cloud.ts';
import {
  AwsError,
  denied,
  errorResponse,
  type RawHandler,
} from '../cloud/protocol/edge-protocol.ts';
import { signatureOf } from '../cloud/protocol/signature.ts';
import type { Messaging } from '../messaging/messaging.ts';
import { checkConditions } from './conditions.ts';
import { checkServed } from './operations.ts';

const verbs: Readonly<Record<string, readonly [object: string, bucket: string]>> = {
  GET: ['GetObject', 'ListBucket'],
  HEAD: ['GetObject', 'ListBucket'],
  PUT: ['PutObject', 'CreateBucket'],
  POST: ['PutObject', 'DeleteObject'],
  DELETE: ['DeleteObject', 'DeleteBucket'],
};

interface Needs {
  readonly access: Pick<Access, 'check'>;
  readonly messaging: Pick<Messaging, 'objects' | 's3'>;
  readonly log: Log;
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw new AwsError('InvalidURI', "Couldn't parse the specified URI.");
  }
}

interface Place {
  readonly bucket: string;
  /** Empty where it is the bucket itself. */
  readonly key: string;
}

/** Of `/bucket/key`, percent-encoded. */
function placeOf(path: string): Place {
  const [bucket = '', ...key] = decoded(path).replace(/^\//, '').split('/');
  return { bucket, key: key.join('/') };
}

type Asked = readonly [action: string, resource: string];

/** Action and ARN of what a request asks for. */
function askedOf(method: string, { bucket, key }: Place): Asked {
  const [onObject, onBucket] = verbs[method] ?? ['GetObject', 'ListBucket'];
  const [action, resource] = key ? [onObject, `${bucket}/${key}`] : [onBucket, bucket];
  return [`s3:${action}`, `arn:aws:s3:::${resource}`];
}

const headerOf = ({ headers }: Pick<IncomingMessage, 'headers'>, name: string) => {
  const value = headers[name];
  return value === undefined ? undefined : String(value);
};

/** Who copies an object reads it as well. */
function sourcesOf(request: IncomingMessage): Asked[] {
  const source = headerOf(request, 'x-amz-copy-source');
  return source === undefined ? [] : [askedOf('GET', placeOf(source.split('?')[0] ?? ''))];
}

function refuse(response: ServerResponse, error: unknown): void {
  if (!(error instanceof AwsError)) throw error;
  const { status, contentType, body } = errorResponse('xml', error);
  response.writeHead(status, { 'content-type': contentType }).end(body);
}

/** Of a whole object: a part of one, and a new name, have conditions of their own. */
const isWrite = (method: string, query: string) =>
  method === 'POST' ||
  method === 'DELETE' ||
  (method === 'PUT' && !/(?:^|&)(?:uploadId|renameObject)\b/.test(query));

type App = Awaited<ReturnType<Messaging['s3']>>;

/** When the body has come: nothing else is written between the condition and the write. */
const prepared = (objects: Messaging['objects']) => (app: App) =>
  void app.addHook('preHandler', (request, reply, done) => {
    // An empty body is one, and not missing.
    request.body ??= Buffer.alloc(0);
    const { url = '/', method = 'GET' } = request.raw;
    const [path = '/', query = ''] = url.split('?');
    try {
      if (isWrite(method, query)) {
        checkConditions(objects, {
          ...placeOf(path),
          ifMatch: headerOf(request, 'if-match'),
          ifNoneMatch: headerOf(request, 'if-none-match'),
        });
      }
      done();
    } catch (error) {
      reply.hijack();
      refuse(reply.raw, error);
    }
  });

export function s3Service({ access, messaging, log }: Needs): RawHandler {
  const prepare = prepared(messaging.objects);

  function check(request: IncomingMessage): void {
    const { accessKeyId } = signatureOf(request);
    const { method = 'GET', url = '/' } = request;
    const [path = '/', query = ''] = url.split('?');
    const place = placeOf(path);
    for (const [action, resource] of [askedOf(method, place), ...sourcesOf(request)]) {
      const reason = access.check(accessKeyId, action, resource);
      if (reason === undefined) continue;
      log.line('iam', `AccessDenied: ${reason}`);
      throw denied('s3', reason);
    }
    checkServed(method, place.key ? 'object' : 'bucket', query);
  }

  return async (request, response) => {
    try {
      check(request);
    } catch (error) {
      refuse(response, error);
      return;
    }
    const app = await messaging.s3(prepare);
    app.routing(request, response);
  };
}
