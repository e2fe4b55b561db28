// One signed request of an operator's command to an AWS service that no client is installed for.
import { createHash } from 'node:crypto';
import { amzDateOf, authorizationOf, type SigningCredentials } from '../calls/aws/signature.ts';

export interface Signer extends SigningCredentials {
  readonly sessionToken?: string | undefined;
}

export interface SignedRequest {
  readonly method: 'PUT' | 'POST';
  readonly url: URL;
  /** As the scope of the signature has it. */
  readonly service: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array<ArrayBuffer>;
}

const limitMs = 30_000;

/** Throws what is refused, with the answer. */
export const sendSigned = async (signer: Signer, asked: SignedRequest): Promise<void> => {
  const { method, url, service, headers, body } = asked;
  const signed = {
    ...headers,
    host: url.host,
    'x-amz-content-sha256': createHash('sha256').update(body).digest('hex'),
    'x-amz-date': amzDateOf(new Date()),
    ...(signer.sessionToken && { 'x-amz-security-token': signer.sessionToken }),
  };
  const signing = { method, path: url.pathname, headers: signed, body, service };
  const response = await fetch(url, {
    method,
    headers: { ...signed, authorization: authorizationOf(signer, signing) },
    body,
    signal: AbortSignal.timeout(limitMs),
  });
  if (response.ok) return;
  const text = await response.text();
  throw new Error(`${method} ${url} answered ${response.status}: ${text.slice(0, 300)}`);
};
