// Lambda: functions, and what they consume.
import type { AwsService } from '../cloud/aws-service.ts';
import type { Access } from '../cloud/cloud.ts';
import { lambdaService } from './api.ts';
import { type ConsumerNeeds, createConsumers } from './consumers.ts';
import type { EventSource } from './descriptions.ts';
import { eventSourceResource } from './event-sources.ts';
import { createFunctions, type FunctionNeeds, type FunctionService } from './lambda.ts';
import { functionResources } from './resources.ts';

export interface LambdaNeeds
  extends Omit<ConsumerNeeds, 'access' | 'functions'>,
    Pick<FunctionNeeds, 'nextFault'> {
  readonly access: Access;
}

export interface Lambda extends AwsService {
  readonly functions: FunctionService;
  /** The event source mappings of the assembly. */
  readonly eventSources: readonly EventSource[];
}

export const lambda = async (needs: LambdaNeeds): Promise<Lambda> => {
  const { ground, access } = needs;
  const functions = await createFunctions({ ...needs, host: ground });
  ground.onStop('functions', () => functions.stop());
  const eventSources: EventSource[] = [];
  const consumers = createConsumers({ ...needs, functions });
  return {
    functions,
    eventSources,
    api: { lambda: lambdaService({ access, functions, eventSources }) },
    resources: [
      ...functionResources(ground, functions),
      eventSourceResource({ ...consumers, eventSources }),
    ],
  };
};
