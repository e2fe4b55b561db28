// What tells of the others: the stacks that run, and what processes have said.
import type { AwsService } from '../cloud/aws-service.ts';
import type { Access, Functions, Ground, MadeResource, StackOutput } from '../cloud/cloud.ts';
import { cloudFormationService } from '../cloudformation/api.ts';
import { logsService } from '../cloudwatch-logs/api.ts';
import type { LogHistory } from '../cloudwatch-logs/history.ts';

interface Needs {
  readonly ground: Ground;
  readonly access: Access;
  readonly functions: Functions;
  readonly history: LogHistory;
  /** What the assembly has made so far, in its order. */
  readonly resources: () => readonly MadeResource[];
  readonly outputs: () => readonly StackOutput[];
}

export const managementOf = (needs: Needs): AwsService => {
  const { ground: account, access, functions, history, resources, outputs } = needs;
  return {
    api: {
      cloudformation: cloudFormationService({ account, access, resources, outputs }),
      logs: logsService({ account, access, functions, history }),
    },
    resources: [],
  };
};
