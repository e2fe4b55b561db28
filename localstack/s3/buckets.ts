// Buckets and what lies in them, for those who reach them without a signed request of their own.
import type { Log } from '../cloud/cloud.ts';
import { evaluate, type Statement } from '../iam/iam.ts';
import type { Messaging } from '../messaging/messaging.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html */
export interface StoredFile {
  readonly key: string;
  readonly body: Buffer;
  readonly contentType: string;
  readonly cacheControl: string;
}

/** A service of AWS, in the name of one of its resources. */
interface Reader {
  readonly principal: string;
  readonly sourceArn: string;
}

interface Found extends StoredFile {
  readonly etag: string;
}

export interface Buckets {
  create(name: string): void;
  /** The statements of a bucket's policy. */
  allow(name: string, statements: readonly Statement[]): void;
  put(name: string, file: StoredFile): void;
  /** Undefined where the policy does not let them read it; who may not list is not told what is missing either. */
  read(name: string, key: string, by: Reader | undefined): Found | undefined;
}

interface Needs {
  readonly messaging: Pick<Messaging, 'objects'>;
  readonly log: Log;
}

export function createBuckets({ messaging: { objects }, log }: Needs): Buckets {
  const policies = new Map<string, readonly Statement[]>();
  const mayRead = (name: string, key: string, { principal, sourceArn }: Reader): boolean =>
    evaluate(policies.get(name) ?? [], {
      action: 's3:GetObject',
      resource: `arn:aws:s3:::${name}/${key}`,
      principal,
      context: { 'AWS:SourceArn': sourceArn, 'aws:SecureTransport': 'true' },
    }) === 'allowed';
  return {
    create: (name) => objects.createBucket(name),
    allow: (name, statements) => void policies.set(name, statements),
    put(name, { key, body, contentType, cacheControl }) {
      objects.putObject(name, key, body, contentType, undefined, { cacheControl });
    },
    read(name, key, by) {
      if (by === undefined || !mayRead(name, key, by)) {
        log.line('s3', `AccessDenied: ${by?.sourceArn ?? 'nobody'} may not read ${name}/${key}`);
        return undefined;
      }
      try {
        const { body, contentType, cacheControl = '', etag } = objects.getObject(name, key);
        return { key, body, contentType, cacheControl, etag };
      } catch (error) {
        if ((error as { code?: string }).code === 'NoSuchKey') return undefined;
        throw error;
      }
    },
  };
}
