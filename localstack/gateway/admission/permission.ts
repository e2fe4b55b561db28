// Checks that a function's resource policy lets the gateway call it, as AWS does at each call.

import type { Functions, Log } from '../../cloud/cloud.ts';
import { GatewayFault, type GatewayResponseType } from '../answer.ts';

/** What the gateway calls functions with. */
export interface Callable {
  readonly functions: Pick<Functions, 'invoke' | 'permits'>;
  readonly log: Log;
}

export function requirePermission(
  { functions, log }: Callable,
  functionName: string,
  sourceArn: string,
  otherwise: GatewayResponseType,
): void {
  if (functions.permits(functionName, 'apigateway.amazonaws.com', sourceArn)) return;
  log.line(
    'gateway',
    `no AWS::Lambda::Permission lets apigateway.amazonaws.com invoke ${functionName} from ${sourceArn}`,
  );
  throw new GatewayFault(otherwise);
}
