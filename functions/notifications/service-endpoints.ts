// Every route of the service: those of people, and the list of what cannot be read.
import { listUnreadableNotifications } from '../../events/http/unreadable.ts';
import type { Endpoint } from '../../platform/http/endpoint.ts';
import { unreadableEndpoints } from '../../platform/service/unreadable-endpoints.ts';
import { type NotificationHttpOptions, notificationEndpoints } from './http.ts';

export const notificationServiceEndpoints = ({
  unreadable,
  ...options
}: NotificationHttpOptions & {
  readonly unreadable: Parameters<typeof unreadableEndpoints>[1];
}): readonly Endpoint[] => [
  ...notificationEndpoints(options),
  ...unreadableEndpoints(listUnreadableNotifications, unreadable, options.seals),
];
