// Headers by which the gateway tells a service of a request; the gateway sets them, so a client's own never come through.

/** What it has named the request. */
export const gatewayRequestId = 'X-Gateway-Request-Id';

/** Whose address it has seen. */
export const gatewaySourceIp = 'X-Gateway-Source-Ip';
