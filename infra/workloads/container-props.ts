// What a containerised service is, whoever runs it.
import type { StageConfig } from '../stages.ts';
import type { ContainerService } from './definition.ts';

export interface ContainerServiceProps {
  readonly stage: StageConfig;
  readonly service: ContainerService;
  /** Order of the load balancer's rules, unique for each service. */
  readonly priority: number;
}
