// The header by which the gateway tells a service what it has named the request; the gateway sets it, so a client's own never comes through.
export const gatewayRequestId = 'X-Gateway-Request-Id';
