// What a mapping does in the name of its function: invoke it, read its source, and send away what has failed.
import { serviceOf } from '../../cloud/arn.ts';
import type { Access, Deliver, Log } from '../../cloud/cloud.ts';
import type { Messaging } from '../../messaging/messaging.ts';
import type { FunctionService } from '../lambda.ts';
import type { MappingHost } from './mapping.ts';

export interface HostNeeds {
  readonly region: string;
  readonly access: Pick<Access, 'checkRole'>;
  readonly functions: Pick<FunctionService, 'config' | 'invokeWhenFree'>;
  readonly messaging: Pick<Messaging, 'sqs'>;
  readonly deliver: Deliver;
  readonly log: Log;
}

// What Lambda itself does in the name of the function's role.
// https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
const needed: Readonly<Record<string, readonly string[]>> = {
  sqs: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
  dynamodb: ['dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:DescribeStream'],
};

export const functionArnOf = (id: string, functions: Pick<FunctionService, 'config'>): string =>
  id.startsWith('arn:') ? id : functions.config(id).arn;

export function hostOf(functionId: string, needs: HostNeeds): MappingHost {
  const { region, functions, messaging, deliver, log } = needs;
  return {
    region,
    invoke: functions.invokeWhenFree,
    functionArn: (id) => functionArnOf(id, functions),
    queueByArn: (arn) => messaging.sqs.getQueueByArn(arn),
    deliver(id, targetArn, body) {
      const { roleArn, name } = functions.config(id);
      deliver(roleArn, name, targetArn, body);
    },
    log: (line) => log.line(functions.config(functionId).service, line),
  };
}

/** The reasons why the function's role may not read the source; none where it may. */
export function denialsOf(functionId: string, sourceArn: string, needs: HostNeeds): string[] {
  const { roleArn, name } = needs.functions.config(functionId);
  return (needed[serviceOf(sourceArn)] ?? []).flatMap(
    (action) => needs.access.checkRole({ roleArn, owner: name }, action, sourceArn) ?? [],
  );
}
