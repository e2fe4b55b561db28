// What the pollers need from the cloud they run in.
import type { InvokeResult } from '../../cloud/cloud.ts';
import type { Queue } from '../../messaging/messaging.ts';

export interface MappingHost {
  readonly region: string;
  invoke(functionId: string, payload: string): Promise<InvokeResult>;
  functionArn(functionId: string): string;
  queueByArn(arn: string): Queue | undefined;
  /** Sends to an on-failure destination in the name of the function's role. */
  deliver(functionId: string, targetArn: string, body: string): void;
  log(line: string): void;
}
