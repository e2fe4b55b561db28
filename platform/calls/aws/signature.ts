// Signature version 4: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
import { createHmac, createSecretKey, hash, type KeyObject } from 'node:crypto';

export interface Signing {
  readonly method: string;
  readonly path: string;
  /** As it is sent, sorted by name and escaped as the signature wants it. */
  readonly query?: string;
  /** By their names in lower case, `x-amz-date` among them; all of them are signed. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
  readonly service: string;
}

export interface SigningCredentials {
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** Time as `x-amz-date` has it, e.g. `20150830T123600Z`. */
export const amzDateOf = (time: Date): string => time.toISOString().replaceAll(/[-:]|\.\d+/g, '');

const hashOf = (content: string | Uint8Array): string => hash('sha256', content, 'hex');

const keyed = (key: string | Buffer, content: string): Buffer =>
  createHmac('sha256', key).update(content).digest();

/** A process signs with one secret, for a few services, and the day of the key moves on. */
const mostKeys = 16;
const keys = new Map<string, KeyObject>();

const keyOf = (secret: string, scope: readonly string[]): KeyObject => {
  const name = `${secret} ${scope.join('/')}`;
  const known = keys.get(name);
  if (known) return known;
  const derived = scope.reduce<string | Buffer>(keyed, `AWS4${secret}`);
  const key = createSecretKey(derived as Buffer);
  if (keys.size >= mostKeys) keys.clear();
  keys.set(name, key);
  return key;
};

/** The header `Authorization` of a request. */
export const authorizationOf = (credentials: SigningCredentials, signing: Signing): string => {
  const { method, path, query = '', headers, body, service } = signing;
  const time = headers['x-amz-date'] ?? '';
  const names = Object.keys(headers).toSorted();
  const signed = names.join(';');
  const lines = names.map((name) => `${name}:${headers[name]?.trim()}\n`).join('');
  const request = `${method}\n${path}\n${query}\n${lines}\n${signed}\n${hashOf(body)}`;
  const parts = [time.slice(0, 8), credentials.region, service, 'aws4_request'];
  const scope = parts.join('/');
  const signature = createHmac('sha256', keyOf(credentials.secretAccessKey, parts))
    .update(`AWS4-HMAC-SHA256\n${time}\n${scope}\n${hashOf(request)}`)
    .digest('hex');
  return `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${scope}, SignedHeaders=${signed}, Signature=${signature}`;
};
