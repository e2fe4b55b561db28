// What a containerised service is, wherever it runs: Fargate tasks and pods of Kubernetes are both made from this.

export const containerServices = ['orders', 'products'] as const;
export type ContainerService = (typeof containerServices)[number];

/** Whom a service asks and waits for, by name. */
export const callees: Readonly<Record<ContainerService, readonly ContainerService[]>> = {
  orders: ['products'],
  products: [],
};

export const port = 8080;

/** User and group `node` of the official image; by number, so that a base without names will do. */
export const user = 1000;

export const health = {
  /** A process that hangs is replaced. */
  live: {
    path: '/health/live',
    intervalSeconds: 10,
    timeoutSeconds: 5,
    startSeconds: 15,
    failures: 3,
  },
  /** What is not ready gets no requests. */
  ready: {
    path: '/health/ready',
    intervalSeconds: 10,
    timeoutSeconds: 5,
    successes: 2,
    failures: 2,
  },
} as const;

export const stop = {
  /** The balancer lets go first, so that what drains gets no new request. */
  deregistrationSeconds: 10,
  /** The server drains for at most 25 s after SIGTERM. */
  drainSeconds: 30,
} as const;

export const scaling = {
  /** Of what one has. */
  cpuPercent: 60,
  /** Some hundred are handled in a second, so this many for each are no delay yet. */
  messagesEach: 200,
  inSeconds: 300,
  outSeconds: 30,
} as const;
