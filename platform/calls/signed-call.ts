// A signed call of an AWS service that no client is bundled for: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
import { createHash, createHmac } from 'node:crypto';
import type { Clock } from '../kernel/clock.ts';
import { optional, text, url } from '../kernel/config.ts';

/** What Lambda gives every function; the endpoint is set where it is not AWS. */
export const awsConfig = {
  AWS_REGION: text,
  AWS_ACCESS_KEY_ID: text,
  AWS_SECRET_ACCESS_KEY: text,
  AWS_SESSION_TOKEN: optional(text),
  AWS_ENDPOINT_URL: optional(url),
};

interface AwsConfig {
  readonly AWS_REGION: string;
  readonly AWS_ACCESS_KEY_ID: string;
  readonly AWS_SECRET_ACCESS_KEY: string;
  readonly AWS_SESSION_TOKEN?: string | undefined;
  readonly AWS_ENDPOINT_URL?: string | undefined;
}

export interface AwsCall {
  /** As it stands in the host and in the scope of the signature, e.g. `codedeploy`. */
  readonly service: string;
  /** With its query; a path whose parts need no escape. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
  /** Milliseconds until it is given up. */
  readonly withinMs: number;
}

export type CallAws = (call: AwsCall) => Promise<Response>;

const hashOf = (content: string): string => createHash('sha256').update(content).digest('hex');

const keyed = (key: string | Buffer, content: string): Buffer =>
  createHmac('sha256', key).update(content).digest();

export interface Signing {
  readonly method: string;
  readonly url: URL;
  /** By their names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly service: string;
}

type Credentials = Pick<AwsConfig, 'AWS_REGION' | 'AWS_ACCESS_KEY_ID' | 'AWS_SECRET_ACCESS_KEY'>;

/** The header `Authorization` of a request with a header `x-amz-date`. */
export const authorizationOf = (credentials: Credentials, signing: Signing): string => {
  const { method, url: to, headers, body, service } = signing;
  const time = headers['x-amz-date'] ?? '';
  const names = Object.keys(headers).toSorted();
  to.searchParams.sort();
  const request = [
    method,
    to.pathname,
    to.searchParams.toString().replaceAll('+', '%20'),
    ...names.map((name) => `${name}:${headers[name]?.trim()}`),
    '',
    names.join(';'),
    hashOf(body),
  ].join('\n');
  const scope = [time.slice(0, 8), credentials.AWS_REGION, service, 'aws4_request'];
  const key = scope.reduce<string | Buffer>(keyed, `AWS4${credentials.AWS_SECRET_ACCESS_KEY}`);
  const toSign = ['AWS4-HMAC-SHA256', time, scope.join('/'), hashOf(request)].join('\n');
  return [
    `AWS4-HMAC-SHA256 Credential=${credentials.AWS_ACCESS_KEY_ID}/${scope.join('/')}`,
    `SignedHeaders=${names.join(';')}`,
    `Signature=${keyed(key, toSign).toString('hex')}`,
  ].join(', ');
};

/** A POST; whatever its status is, the answer is the caller's to judge. */
export const signedCalls =
  (config: AwsConfig, clock: Clock): CallAws =>
  ({ service, path, headers, body, withinMs }) => {
    const host = `https://${service}.${config.AWS_REGION}.amazonaws.com`;
    const to = new URL(`${config.AWS_ENDPOINT_URL ?? host}${path}`);
    const time = new Date(clock.now()).toISOString().replaceAll(/[-:]|\.\d+/g, '');
    const signed = {
      ...headers,
      host: to.host,
      'x-amz-date': time,
      ...(config.AWS_SESSION_TOKEN && { 'x-amz-security-token': config.AWS_SESSION_TOKEN }),
    };
    const authorization = authorizationOf(config, {
      method: 'POST',
      url: to,
      headers: signed,
      body,
      service,
    });
    return fetch(to, {
      method: 'POST',
      headers: { ...signed, authorization },
      body,
      signal: AbortSignal.timeout(withinMs),
    });
  };
