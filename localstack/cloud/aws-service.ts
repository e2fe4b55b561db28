// What the folder of an AWS service gives to the composition.
import type { ResourceHandler } from './cloud.ts';
import type { Service } from './protocol/edge-protocol.ts';

export interface AwsService {
  /** Answers at the edge, by the name in a signature's scope. */
  readonly api: Readonly<Record<string, Service>>;
  /** The types of CloudFormation resources that it makes. */
  readonly resources: readonly ResourceHandler[];
}
