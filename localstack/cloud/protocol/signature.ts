// Who signed a request, and for which service: any key will do, and no signature is computed.

import type { IncomingMessage } from 'node:http';

const scope = /^([^/]+)\/\d+\/[^/]+\/([^/]+)\/aws4_request$/;

export interface Signed {
  /** Empty for a request that is not signed, as is the service. */
  readonly accessKeyId: string;
  readonly service: string;
}

/**
 * In the URL only where a signature is there as well, as presigned URLs have it: a link or a form of any page can carry
 * a scope (https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html).
 */
export function signatureOf({ headers, url = '/' }: IncomingMessage): Signed {
  const inHeader = /\bCredential=([^,\s]+)/.exec(headers.authorization ?? '')?.[1];
  const query = new URLSearchParams(url.slice(url.indexOf('?') + 1));
  const presigned = query.has('X-Amz-Signature') ? query.get('X-Amz-Credential') : undefined;
  const [, accessKeyId = '', service = ''] = scope.exec(inHeader ?? presigned ?? '') ?? [];
  return { accessKeyId, service };
}
