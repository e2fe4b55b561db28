// The services of the embedded cloud, put together: each gets what it needs and gives what it serves.
import type { Ground, MadeResource, StackOutput } from '../cloud/cloud.ts';
import type { LogHistory } from '../cloudwatch-logs/history.ts';
import { iam } from '../iam/service.ts';
import { computeOf } from './compute.ts';
import { managementOf } from './management.ts';
import { networkOf } from './network.ts';
import type { Observation } from './observation.ts';
import { storageOf } from './storage.ts';

interface Settings extends Pick<Parameters<typeof networkOf>[0], 'images' | 'taskOptions'> {
  readonly ground: Ground;
  readonly observation: Observation;
  readonly history: LogHistory;
  /** SSM parameters that an operator provides on AWS. */
  readonly provided: Readonly<Record<string, string>>;
  /** What the assembly has made so far, in its order. */
  readonly resources: () => readonly MadeResource[];
  readonly outputs: () => readonly StackOutput[];
}

/** All of it, for those who run an assembly in it, look at it or disturb it. */
export type EmbeddedCloud = Awaited<ReturnType<typeof composeCloud>>['cloud'];

export async function composeCloud(settings: Settings) {
  const { ground, observation, history, provided, resources, outputs } = settings;
  const { faults } = observation;
  const identity = iam(ground);
  const { access } = identity;
  const shared = { ground, access, ...observation, nextFault: faults.next };
  const storage = await storageOf({ ground, access, faults, provided });
  const loses = () => faults.next('stream') !== undefined;
  const compute = await computeOf({ ...shared, ...storage, loses });
  const network = networkOf({ ...shared, ...storage, ...compute, ...settings });
  const { functions: code } = compute;
  const management = managementOf({ ...shared, functions: code, history, resources, outputs });

  const services = [
    identity,
    ...storage.services,
    ...compute.services,
    ...network.services,
    management,
  ];
  const { database, messaging, mailbox, parameters, buckets, objects } = storage;
  const { functions, eventSources, secrets, scheduler } = compute;
  const { balancers, tasks, apis, startGateway } = network;
  return {
    api: Object.assign({}, ...services.map(({ api }) => api)) as (typeof services)[number]['api'],
    raw: objects.raw,
    handlers: [...objects.resources, ...services.flatMap((one) => one.resources)],
    cloud: {
      ...ground,
      ...observation,
      access,
      resources,
      ...{ database, messaging, mailbox, parameters, buckets },
      ...{ functions, eventSources, secrets, scheduler },
      ...{ balancers, tasks, apis, startGateway },
    },
  };
}
