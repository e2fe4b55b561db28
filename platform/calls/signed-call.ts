// A signed call of an AWS service that no client is bundled for.
import type { Clock } from '../kernel/clock.ts';
import { optional, text, url } from '../kernel/config.ts';
import { amzDateOf, authorizationOf } from './aws/signature.ts';

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

/** A POST; whatever its status is, the answer is the caller's to judge. */
export const signedCalls =
  (config: AwsConfig, clock: Clock): CallAws =>
  ({ service, path, headers, body, withinMs }) => {
    const host = `https://${service}.${config.AWS_REGION}.amazonaws.com`;
    const to = new URL(`${config.AWS_ENDPOINT_URL ?? host}${path}`);
    to.searchParams.sort();
    const time = amzDateOf(new Date(clock.now()));
    const signed = {
      ...headers,
      host: to.host,
      'x-amz-date': time,
      ...(config.AWS_SESSION_TOKEN && { 'x-amz-security-token': config.AWS_SESSION_TOKEN }),
    };
    const credentials = {
      region: config.AWS_REGION,
      accessKeyId: config.AWS_ACCESS_KEY_ID,
      secretAccessKey: config.AWS_SECRET_ACCESS_KEY,
    };
    const authorization = authorizationOf(credentials, {
      method: 'POST',
      path: to.pathname,
      query: to.searchParams.toString().replaceAll('+', '%20'),
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
