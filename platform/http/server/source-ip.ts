// Who sends: the one address that nobody but our own gateway or balancer can have written.
import type { IncomingHttpHeaders } from 'node:http';
import { gatewaySourceIp } from '../../../events/gateway.ts';
import { networkOf } from '../network.ts';

const fromGateway = gatewaySourceIp.toLowerCase();

/**
 * The gateway says whom it has seen. Without it, the balancer has appended the address that it saw to what the client has
 * sent, so only the last word is to be trusted; behind the gateway that is an address of the VPC link, the same for all:
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/x-forwarded-headers.html
 */
export const sourceIpOf = (headers: IncomingHttpHeaders, socketIp: string): string =>
  [headers[fromGateway] ?? headers['x-forwarded-for'] ?? '']
    .flat()
    .join(',')
    .split(',')
    .at(-1)
    ?.trim() || socketIp;

/** Whom to count together with the one who sends. */
export const sourceNetworkOf = (headers: IncomingHttpHeaders, socketIp: string): string =>
  networkOf(sourceIpOf(headers, socketIp));
