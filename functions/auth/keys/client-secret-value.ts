// What the secret of a service's own OAuth client holds.
import { type ServiceClient, serviceClients } from '../../../events/clients.ts';
import { parseSecret } from '../../../platform/tokens/secrets.ts';

/** Before the first rotation there is a placeholder in the place of the secret. */
export const secretIn = (value: string): string | undefined => {
  const { clientSecret } = parseSecret(value);
  return typeof clientSecret === 'string' ? clientSecret : undefined;
};

/** The client as its service declares it. */
export const declaredIn = (value: string): ServiceClient => {
  const { clientId } = parseSecret(value);
  const declared = serviceClients.find((each) => each.clientId === clientId);
  if (declared === undefined) throw new Error('the secret is of no client that a service has');
  return declared;
};
