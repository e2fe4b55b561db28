// Who sends: the one address that nobody but our own balancer can have written.

/**
 * The balancer appends the address it saw to what the client has sent, so only the last word is to be trusted:
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/x-forwarded-headers.html
 *
 * @param forwardedFor values of the header in the order they came
 */
export const sourceIpOf = (forwardedFor: readonly string[], socketIp: string): string =>
  forwardedFor.join(',').split(',').at(-1)?.trim() || socketIp;
