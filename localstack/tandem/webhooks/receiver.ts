// A receiver of webhooks: an endpoint that points here shows what a merchant is told, and whether the signature is good.
import { type SignatureFault, signatureFault } from '../../../platform/calls/standard-webhooks.ts';
import type { Endpoints } from '../../cloud/cloud.ts';
import { type Call, type Route, RouteError } from '../routing.ts';

export interface Received {
  readonly at: string;
  /** Of the delivery, the same each time that it is sent. */
  readonly id: string | null;
  readonly type: string | null;
  /** Null where it is signed with a secret that is known here. */
  readonly fault: SignatureFault | null;
  readonly body: unknown;
}

const mostReceived = 100;
const mostSecrets = 20;
const mostBytes = 64 * 1024;

const textOr = (value: unknown): string | null => (typeof value === 'string' ? value : null);

function receivedOf(secrets: readonly string[], { request, body, text }: Call): Received {
  if (Buffer.byteLength(text) > mostBytes) throw new RouteError(413, `at most ${mostBytes} bytes`);
  const header = (name: string) => textOr(request.headers[name]) ?? undefined;
  const headers = {
    id: header('webhook-id'),
    timestamp: header('webhook-timestamp'),
    signature: header('webhook-signature'),
  };
  const now = Date.now();
  const fault = signatureFault(secrets, headers, Buffer.from(text), now / 1_000);
  return {
    at: new Date(now).toISOString(),
    id: headers.id ?? null,
    type: textOr((body as { readonly type?: unknown } | null | undefined)?.type),
    fault: fault ?? null,
    body: body ?? null,
  };
}

function secretOf(body: unknown): string {
  const secret = textOr((body as { readonly secret?: unknown } | null | undefined)?.secret) ?? '';
  if (/^whsec_[A-Za-z0-9+/]{16,120}={0,2}$/.test(secret)) return secret;
  throw new RouteError(400, 'secret is that of an endpoint: whsec_…');
}

/** In memory: what was received, and the secrets by which it is judged, are gone with the system. */
export function receiverRoutes({ aws }: Pick<Endpoints, 'aws'>): Route[] {
  let secrets: readonly string[] = [];
  let received: readonly Received[] = [];
  const path = /^\/_tandem\/receiver$/;
  return [
    ['GET', path, () => ({ url: `http://127.0.0.1:${aws}/_tandem/receiver`, received })],
    [
      'POST',
      path,
      (call) => {
        received = [receivedOf(secrets, call), ...received].slice(0, mostReceived);
        return { received: true };
      },
    ],
    [
      'DELETE',
      path,
      () => {
        received = [];
        return { received: 0 };
      },
    ],
    [
      'POST',
      /^\/_tandem\/receiver\/secrets$/,
      ({ body }) => {
        secrets = [...new Set([secretOf(body), ...secrets])].slice(0, mostSecrets);
        return { secrets: secrets.length };
      },
    ],
  ];
}
