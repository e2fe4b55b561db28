// Ids of deliveries: time, event and endpoint in one, so that an event reaches an endpoint as one delivery and every id tells where it lies.
import { createHash } from 'node:crypto';

export interface DeliveryPlace {
  readonly endpointId: string;
  /** Position within the endpoint: sorts by time. */
  readonly position: string;
  /** When the event happened (milliseconds since 1970). */
  readonly timeMs: number;
}

/** Of all that is kept of an endpoint's deliveries. */
export const endpointPartition = (endpointId: string): string => `ENDPOINT#${endpointId}`;

const hex = (text: string): string => createHash('sha256').update(text).digest('hex');

/** First position at a time, for ranges. */
export const positionAt = (timeMs: number): string => timeMs.toString(16).padStart(12, '0');

export const deliveryIdOf = (endpointId: string, eventId: string, timeMs: number): string =>
  `dlv_${positionAt(timeMs)}${hex(eventId).slice(0, 20)}${endpointId.slice('whe_'.length)}`;

/** Undefined for what is not an id of ours. */
export const placeOf = (id: string): DeliveryPlace | undefined => {
  const [, position = '', endpoint = ''] = /^dlv_([0-9a-f]{32})([0-9a-f]{32})$/.exec(id) ?? [];
  if (position === '') return undefined;
  const timeMs = Number.parseInt(position.slice(0, 12), 16);
  return { position, endpointId: `whe_${endpoint}`, timeMs };
};
