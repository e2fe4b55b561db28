// One containerised service as the manifests see it, and what every object of it has in common.

import type { StageConfig } from '../stages.ts';
import type { ContainerService } from '../workloads/definition.ts';
import type { Place } from '../workloads/environment.ts';

export interface Workload {
  readonly stage: StageConfig;
  readonly service: ContainerService;
  readonly place: Place;
}

/** An object as it is applied. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
  readonly [member: string]: unknown;
}

/** https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/ */
export const labelsOf = (service: ContainerService) => ({ 'app.kubernetes.io/name': service });

export const selectorOf = (service: ContainerService) => ({ matchLabels: labelsOf(service) });
