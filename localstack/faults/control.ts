// All faults of the embedded cloud in one place: the edge, deliveries, processes and the provider.

import type { Processes } from '../cloud/cloud.ts';
import type { Fault, FaultCount, Faults } from '../cloud/faults.ts';
import { createDeliveryFaults, type Disturbed } from './deliveries.ts';
import { createKills, type Kill } from './kills.ts';
import { FaultRefused, readFaults } from './request.ts';

export interface FaultReport {
  readonly faults: readonly FaultCount[];
  readonly kills: readonly Kill[];
  /** What was seen: `sqs SendMessageBatch` and every other operation, `refused writes`, `received again`. */
  readonly notes: Readonly<Record<string, number>>;
}

export interface FaultControl {
  /** Takes a body of `POST /_tandem/faults` in place of what was set before. */
  set(body: unknown): Promise<FaultReport>;
  heal(): Promise<FaultReport>;
  report(): FaultReport;
}

export interface FaultControlOptions extends Disturbed {
  readonly faults: Faults;
  readonly processes: Processes['processes'];
  readonly stage: string;
  readonly services: () => readonly string[];
  /** Passes faults on to the payment provider's process; answers how those before have struck. */
  readonly provider: (faults: readonly Fault[]) => Promise<readonly FaultCount[]>;
}

const edgeTargets = new Set(['dynamodb', 'stream', 'sqs', 'sns', 'ses', 'mailbox']);
const edgeKinds = new Set(['error', 'timeout-after', 'throttle', 'latency', 'bounce']);

const isOfEdge = ({ target, kind }: Fault) => edgeTargets.has(target) && edgeKinds.has(kind);
const isOfProvider = ({ target, kind }: Fault) => target === 'provider' && kind !== 'kill';

export function createFaultControl(options: FaultControlOptions): FaultControl {
  const { stage, faults: ofEdge, processes, log } = options;
  /** The balancer before a container and the invoker of functions draw from the same faults as the edge. */
  const isOfService = ({ target, kind }: Fault) =>
    options.services().includes(target) && edgeKinds.has(kind);
  const deliveries = createDeliveryFaults(options);
  const kills = createKills(processes, log);
  let ofProvider: readonly FaultCount[] = [];

  const report = (): FaultReport => ({
    faults: [...ofEdge.list(), ...deliveries.list(), ...ofProvider, ...kills.list()],
    kills: kills.history(),
    notes: ofEdge.notes(),
  });

  async function apply(faults: readonly Fault[]): Promise<FaultReport> {
    const wanted = faults.filter(isOfProvider);
    if (wanted.length > 0 || ofProvider.length > 0) await options.provider(wanted);
    ofProvider = wanted.map((fault) => ({ ...fault, hits: 0 }));
    ofEdge.set(faults.filter((fault) => isOfEdge(fault) || isOfService(fault)));
    deliveries.set(faults);
    kills.set(faults);
    return report();
  }

  return {
    async set(body) {
      if (stage !== 'dev') {
        throw new FaultRefused(
          `faults are only for the stage dev of the embedded cloud, not ${stage}`,
        );
      }
      return await apply(readFaults(body, options.services()));
    },
    async heal() {
      if (ofProvider.length > 0) ofProvider = await options.provider([]);
      const before = report();
      await apply([]);
      return before;
    },
    report,
  };
}
