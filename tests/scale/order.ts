// An order on AWS as a row of queues: what it takes is counted by the tests, what is there comes from the stage and from the quotas of an account.
import { commitsAtOnce } from '../../infra/constructs/data/stream-trigger.ts';
import { messagesAtOnce } from '../../infra/constructs/messaging/queue-trigger.ts';
import { usageOfOneOrder } from '../../infra/costs/load.ts';
import type { StageConfig } from '../../infra/stages.ts';
import { shards as keyShards } from '../../platform/data/shards.ts';
import { receiving } from '../../platform/messaging/queue-consumer.ts';
import { writesOfOneOrder as writes } from '../support/order-counts.ts';
import { quotas } from './quotas.ts';
import type { Model, Step } from './simulation.ts';
import type { Station } from './station.ts';

/** What nothing in the repository counts: to be compared with the metrics of a stage (docs/scale.md). */
export const assumed = {
  /** A transaction of two items, whose items refuse another one meanwhile. */
  transactionSeconds: 0.02,
  /** One Argon2id on a whole processor: docs/decisions/0112. */
  hashSeconds: 0.03,
  /** An answer of the payment provider. */
  providerSeconds: 0.3,
  /** Of a whole processor, in orders and in products each. */
  containerSeconds: 0.02,
  /** Environments that functions of a stage reserve, at most: `tests/infra/scale.test.ts`. */
  reservedEnvironments: 300,
  factKilobytes: 1,
  loginsOfOneOrder: 1,
} as const;

export interface Sale {
  /** Share of the orders that want the one same SKU. */
  readonly hotShare: number;
  /** That its stock is kept in (`PUT /v1/inventory/{sku}/shards`), each with a queue of its own. */
  readonly stockShards: number;
}

type Settings = Pick<StageConfig, 'concurrency' | 'streamParallelization' | 'tasks' | 'throttle'>;

const ordersUnits = writes['orders PutItem ORDER/COMMIT'] + writes['orders PutItem VIEW'];
/** Half of the transaction is the stock's. */
const stockUnits = writes['products TransactWriteItems RESERVATION/COMMIT + SKU/STOCK'] / 2;
/** One of the two entries stands in the list that all open orders share. */
const listUnits = writes['orders PutItem VIEW'] / 2;

const rate = (name: string, units: number, perSecond: number, servers = 1): Station => ({
  name,
  servers,
  seconds: units / perSecond,
  spread: 'constant',
  isRate: true,
});

const gateway = ({ throttle }: Settings): Station[] => [
  rate('throttle of the stage', usageOfOneOrder.requests, throttle.rate),
  rate('requests of the account', usageOfOneOrder.requests, quotas.apiRequests.value),
];

/** What runs code: function environments, tasks. */
const processes = ({ concurrency, tasks }: Settings): Station[] => {
  const call = { seconds: usageOfOneOrder.secondsPerCall, spread: 'exponential' as const };
  const free = quotas.environments.value - assumed.reservedEnvironments;
  const task = {
    servers: tasks.maximum,
    seconds: assumed.containerSeconds / (tasks.cpu / 1_024),
    spread: 'exponential' as const,
  };
  return [
    { name: 'logins', ...call, servers: concurrency.login, seconds: assumed.hashSeconds },
    { name: 'authorizer', ...call, servers: free },
    { name: 'tasks of orders', ...task },
    { name: 'tasks of products', ...task },
    {
      name: 'inboxes of containers',
      ...call,
      servers: tasks.maximum * receiving.loops,
      batch: receiving.messages,
      seconds: assumed.transactionSeconds,
    },
    {
      name: 'inbox of payments',
      ...call,
      servers: concurrency.queue,
      batch: messagesAtOnce,
      seconds: call.seconds + assumed.providerSeconds,
    },
    { name: 'inbox of notifications', ...call, servers: concurrency.queue, batch: messagesAtOnce },
    { name: 'inbox of webhooks', ...call, servers: concurrency.queue, batch: messagesAtOnce },
  ];
};

/** Keys that many orders share, each in a partition. */
const keys = (name: string, units: number, count: number): Station => ({
  ...rate(name, units, quotas.partitionUnits.value, count),
  isDivided: true,
  isData: true,
});

const data = ({ stockShards }: Sale): Station[] => [
  rate('a new table of orders', ordersUnits, quotas.newTableUnits.value),
  rate('the table of orders', ordersUnits, quotas.tableUnits.value),
  keys('list of open orders', listUnits, 1),
  keys('deadlines of reservations', writes['products PutItem DUE'], keyShards.length),
  keys("today's ledger", writes['payments PutItem LEDGER'], keyShards.length),
  keys('units of a hot SKU', stockUnits, stockShards),
  {
    name: 'transactions of a hot SKU',
    servers: stockShards,
    seconds: assumed.transactionSeconds,
    spread: 'constant',
    isDivided: true,
    isData: true,
  },
];

const senders = ['orders', 'products', 'payments'] as const;

/** A new table has as many shards in its stream as partitions. */
const streams = ({ concurrency, streamParallelization }: Settings): Station[] => {
  const shards = quotas.newTableUnits.value / quotas.partitionUnits.value;
  const servers = Math.min(shards * streamParallelization, concurrency.stream / senders.length);
  return senders.map((sender) => ({
    name: `relay of ${sender}`,
    servers: Math.floor(servers),
    seconds: usageOfOneOrder.secondsPerCall,
    spread: 'exponential' as const,
    batch: commitsAtOnce,
    delay: 1 / quotas.streamPolls.value / 2,
  }));
};

const outgoing: readonly Station[] = [
  rate('messages to topics', usageOfOneOrder.publishes, quotas.publishes.value),
  rate('mails', 1, quotas.mails.value),
  rate(
    'archive of facts',
    usageOfOneOrder.publishes * assumed.factKilobytes,
    quotas.archivedKilobytes.value,
  ),
];

const steps = (...names: readonly string[]): Step[] => names.map((station) => ({ station }));

const placing: readonly Step[] = [
  ...steps('throttle of the stage', 'requests of the account'),
  { station: 'logins', share: assumed.loginsOfOneOrder },
  // Once while its verdict is kept, and for each request where none is.
  ...Array.from({ length: 1 + usageOfOneOrder.cartRequests }, () => ({ station: 'authorizer' })),
  ...steps('tasks of orders', 'list of open orders', 'a new table of orders'),
  ...steps('the table of orders', 'relay of orders', 'messages to topics'),
];

const reserving = ({ hotShare }: Sale): Step[] => [
  ...steps('inboxes of containers', 'tasks of products', 'deadlines of reservations'),
  { station: 'transactions of a hot SKU', share: hotShare },
  { station: 'units of a hot SKU', share: hotShare },
  ...steps('relay of products'),
];

const paying = steps(
  'inboxes of containers',
  'relay of orders',
  'inbox of payments',
  "today's ledger",
  'relay of payments',
  'inboxes of containers',
);

export const orderModel = (settings: Settings, sale: Sale): Model => ({
  stations: [
    ...gateway(settings),
    ...processes(settings),
    ...data(sale),
    ...streams(settings),
    ...outgoing,
  ],
  route: [...placing, ...reserving(sale), ...paying],
  aside: [
    steps('relay of orders', 'inbox of notifications', 'mails'),
    steps('inbox of webhooks'),
    steps('archive of facts'),
  ],
});
