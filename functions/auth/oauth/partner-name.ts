// By which name of the API a client may come, where partners have one of their own.
import { serviceClients } from '../../../events/clients.ts';
import type { Identity } from '../../../platform/tokens/identity.ts';

const isOurs = (clientId: string): boolean =>
  serviceClients.some((client) => client.clientId === clientId);

/**
 * Whoever comes by the partners' name has shown API Gateway a certificate; a partner's token is worth nothing by another.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-mutual-tls.html
 */
export const mayComeBy = (
  name: string | undefined,
  { kind, clientId }: Pick<Identity, 'kind' | 'clientId'>,
  partnerDomain: string | undefined,
): boolean =>
  partnerDomain === undefined || kind === 'user' || isOurs(clientId) || name === partnerDomain;
