// How many requests of one caller are under way at once: what is beyond is throttled before anything is done for it.
import { last } from '../../cloud/protocol/http-headers.ts';
import { GatewayFault } from '../answer.ts';
import type { Exchange } from '../exchange.ts';

/** Takes a place for the caller of a request and answers what gives it back; throws a fault where he has as many. */
export type Share = (exchange: Exchange) => () => void;

/** More than any burst that the services let wait. */
const most = 250;

/** Whose token it is, where an authorizer looks at it: others at his address have theirs. */
const callerOf = ({ method, request: { headers, sourceIp } }: Exchange): string => {
  const isLookedAt = method?.authorizationType === 'CUSTOM';
  return (isLookedAt ? last(headers, 'authorization') : undefined) ?? sourceIp;
};

/**
 * Stands for the throttle of the account, which comes before that of a stage and is 10,000 requests a second on AWS;
 * what this machine can do of them is not for one caller:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html
 */
export function shareOfOne(limit = most): Share {
  const underWay = new Map<string, number>();
  return (exchange) => {
    const caller = callerOf(exchange);
    const before = underWay.get(caller) ?? 0;
    if (before >= limit) throw new GatewayFault('THROTTLED');
    underWay.set(caller, before + 1);
    return () => {
      const left = (underWay.get(caller) ?? 0) - 1;
      if (left > 0) underWay.set(caller, left);
      else underWay.delete(caller);
    };
  };
}
