// A merchant's URL that wants to be told: filter, secrets, and how long it has been failing.
import type { OutboundEventType } from '../../../events/messages/webhooks.ts';

export interface EndpointSecret {
  /** `whsec_` and Base64. */
  readonly secret: string;
  /** Set when a newer one has taken its place. */
  readonly goodUntil: string | null;
}

export interface WebhookEndpointState {
  readonly id: string;
  /** Subject of the user or client it belongs to. */
  readonly owner: string;
  readonly url: string;
  readonly eventTypes: readonly (OutboundEventType | '*')[];
  readonly status: 'enabled' | 'disabled';
  readonly description?: string;
  /** Newest first. */
  readonly secrets: readonly EndpointSecret[];
  /** Since when nothing was delivered; null while it works. */
  readonly failingSince: string | null;
  readonly version: number;
  readonly createdAt: string;
}

const hour = 3_600_000;
/** How long an old secret signs beside the new one. */
const overlapMs = 24 * hour;
/** How long an endpoint may fail before it is switched off. */
const patienceMs = 120 * hour;

export const wants = ({ status, eventTypes }: WebhookEndpointState, type: string): boolean =>
  status === 'enabled' && eventTypes.some((wanted) => wanted === '*' || wanted === type);

/** Secrets that sign now. */
export const signingSecrets = ({ secrets }: WebhookEndpointState, now: string): readonly string[] =>
  secrets
    .filter(({ goodUntil }) => goodUntil === null || goodUntil > now)
    .map(({ secret }) => secret);

/** The new secret signs at once, the one before it for a day more. */
export const rotated = (
  endpoint: WebhookEndpointState,
  secret: string,
  nowMs: number,
): WebhookEndpointState => {
  const goodUntil = new Date(nowMs + overlapMs).toISOString();
  const [current] = endpoint.secrets;
  const former = current === undefined ? [] : [{ ...current, goodUntil }];
  return { ...endpoint, secrets: [{ secret, goodUntil: null }, ...former] };
};

export type Verdict = 'delivered' | 'failed' | 'gone';

/** What an attempt says of the endpoint itself; `disabled` names the reason when it is switched off. */
export const afterAttempt = (
  endpoint: WebhookEndpointState,
  verdict: Verdict,
  nowMs: number,
): { endpoint: WebhookEndpointState; disabled?: 'failing' | 'gone' } => {
  if (verdict === 'delivered') return { endpoint: { ...endpoint, failingSince: null } };
  const failingSince = endpoint.failingSince ?? new Date(nowMs).toISOString();
  const failing = { ...endpoint, failingSince };
  if (endpoint.status === 'disabled') return { endpoint: failing };
  const off = { ...failing, status: 'disabled' } as const;
  if (verdict === 'gone') return { endpoint: off, disabled: 'gone' };
  return nowMs - Date.parse(failingSince) >= patienceMs
    ? { endpoint: off, disabled: 'failing' }
    : { endpoint: failing };
};
