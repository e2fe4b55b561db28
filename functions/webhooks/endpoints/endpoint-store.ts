// The endpoints of all merchants: one partition, since each event is held against every filter.
import type { OutgoingMessage } from '../../../events/message.ts';
import type { Readable } from '../../../platform/data/readable.ts';
import {
  listOf,
  members,
  oneOf,
  optional,
  orNull,
  positive,
  text,
  time,
} from '../../../platform/data/shape.ts';
import {
  type Change,
  type Condition,
  isNew,
  type Table,
  versionIs,
} from '../../../platform/data/table.ts';
import type { CommitWork } from '../../../platform/data/unit-of-work.ts';
import { AppError } from '../../../platform/kernel/errors.ts';
import type { Causation } from '../../../platform/messaging/outgoing.ts';
import type { WebhookEndpointState } from '../domain/endpoint.ts';

const pk = 'ENDPOINTS';
const keyOf = (id: string) => ({ pk, sk: `ENDPOINT#${id}` });
const countKey = (owner: string) => ({ pk: `OWNER#${owner}`, sk: 'COUNT' });

/** Endpoints an owner may have. */
const maxEndpoints = 20;

const countIs = (step: 1 | -1): Change => ({
  expression: 'SET #count = if_not_exists(#count, :none) + :step',
  names: { '#count': 'count' },
  values: { ':none': 0, ':step': step },
});

const closedUntil = (expiresAt: number): Change => ({
  expression: 'SET #closed = :yes, expiresAt = :expiresAt',
  names: { '#closed': 'closed' },
  values: { ':yes': true, ':expiresAt': expiresAt },
});

const hasRoom: Condition = {
  expression: 'attribute_not_exists(#closed) AND (attribute_not_exists(#count) OR #count < :most)',
  names: { '#closed': 'closed', '#count': 'count' },
  values: { ':most': maxEndpoints },
};

/** Somebody has changed the endpoint since it was read. */
export class StaleEndpoint extends Error {}

export interface EndpointStore {
  read(id: string): Promise<WebhookEndpointState | undefined>;
  all(): Promise<readonly WebhookEndpointState[]>;
  /** Throws `too-many-endpoints`. */
  add(endpoint: WebhookEndpointState, causation: Causation): Promise<void>;
  /** `endpoint` still has the version it was read with; answers it with the next one. Throws StaleEndpoint. */
  replace(
    endpoint: WebhookEndpointState,
    causation: Causation,
    messages?: readonly OutgoingMessage[],
  ): Promise<WebhookEndpointState>;
  /** Nothing can be added for this owner any more; `expiresAt` in seconds since 1970 ends that. */
  close(owner: string, expiresAt: number): Promise<void>;
  /** Throws StaleEndpoint when it has changed or is gone. */
  remove(endpoint: WebhookEndpointState, causation: Causation): Promise<void>;
}

const endpointItem = members({
  id: text,
  owner: text,
  url: text,
  eventTypes: listOf(text),
  status: oneOf('enabled', 'disabled'),
  description: optional(text),
  secrets: listOf(members({ secret: text, goodUntil: orNull(time) })),
  failingSince: orNull(time),
  version: positive,
  createdAt: time,
});

const stateOf = ({
  pk: _,
  sk: __,
  ...state
}: WebhookEndpointState & { pk: string; sk: string }): WebhookEndpointState => state;

export const createEndpointStore = (
  table: Table,
  commit: CommitWork,
  readable: Readable,
): EndpointStore => ({
  read: async (id) => {
    const item = await table.get<WebhookEndpointState>(keyOf(id));
    return item && stateOf(item);
  },

  all: async () => {
    const found = await table.query<WebhookEndpointState>(pk);
    return readable.wellFormed('webhook endpoint', endpointItem, found).map(stateOf);
  },

  add: (endpoint, causation) =>
    commit({
      pk: keyOf(endpoint.id).sk,
      writes: [
        { put: { ...keyOf(endpoint.id), ...endpoint }, condition: isNew },
        {
          update: countKey(endpoint.owner),
          change: countIs(1),
          condition: hasRoom,
          refused: () => new AppError('too-many-endpoints', { detail: `At most ${maxEndpoints}.` }),
        },
      ],
      causation,
    }),

  replace: async (endpoint, causation, messages = []) => {
    const { id, version } = endpoint;
    const next = { ...endpoint, version: version + 1 };
    const refused = () => new StaleEndpoint(id);
    await commit({
      pk: keyOf(id).sk,
      writes: [{ put: { ...keyOf(id), ...next }, condition: versionIs(version), refused }],
      messages,
      causation,
    });
    return next;
  },

  close: (owner, expiresAt) =>
    table.transact([{ update: countKey(owner), change: closedUntil(expiresAt) }]),

  remove: ({ id, owner, version }, causation) =>
    commit({
      pk: keyOf(id).sk,
      writes: [
        {
          remove: keyOf(id),
          condition: versionIs(version),
          refused: () => new StaleEndpoint(id),
        },
        { update: countKey(owner), change: countIs(-1) },
      ],
      causation,
    }),
});
