// What a service sends on behalf of a role (destinations, schedules): checked against the role's policies.

import { serviceOf } from '../cloud/arn.ts';
import type { Access, Deliver, Log } from '../cloud/cloud.ts';
import type { Messaging } from './messaging.ts';

export interface DeliveryOptions {
  readonly roles: Pick<Access, 'checkRole'>;
  readonly messaging: Messaging;
  readonly log: Log;
  readonly invokeAsync: (arn: string, payload: string) => void;
}

const actions: Record<string, string> = {
  sqs: 'sqs:SendMessage',
  sns: 'sns:Publish',
  lambda: 'lambda:InvokeFunction',
};

/** A denial is logged as well. */
export function createDelivery(options: DeliveryOptions): Deliver {
  return (roleArn, owner, targetArn, body) => {
    const service = serviceOf(targetArn);
    const action = actions[service];
    if (!action) return `a target of service ${service} is not handled by the embedded cloud`;
    const reason = options.roles.checkRole({ roleArn, owner }, action, targetArn);
    if (reason !== undefined) {
      options.log.line('iam', `AccessDenied: ${reason}`);
      return reason;
    }
    if (service === 'sqs') options.messaging.send(targetArn, body);
    else if (service === 'lambda') options.invokeAsync(targetArn, body);
    else {
      const request = { Action: 'Publish', TopicArn: targetArn, Message: body };
      options.messaging
        .callSns({ headers: {}, body: request })
        .catch((error: unknown) => options.log.line('sns', String(error)));
    }
    return undefined;
  };
}
