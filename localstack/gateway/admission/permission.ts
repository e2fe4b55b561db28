// Checks that a function's resource policy lets the gateway call it, as AWS does at each call.

import type { Cloud } from '../../cloud/cloud.ts';
import { GatewayFault, type GatewayResponseType } from '../answer.ts';

export function requirePermission(
  cloud: Cloud,
  functionName: string,
  sourceArn: string,
  otherwise: GatewayResponseType,
): void {
  if (cloud.functions.permits(functionName, 'apigateway.amazonaws.com', sourceArn)) return;
  cloud.log.line(
    'gateway',
    `no AWS::Lambda::Permission lets apigateway.amazonaws.com invoke ${functionName} from ${sourceArn}`,
  );
  throw new GatewayFault(otherwise);
}
