// Every route of registration.
import { verifyEmail } from '../../../events/http/auth/auth.ts';
import { type Endpoint, endpoint } from '../../../platform/http/endpoint.ts';
import { logSecurityEvent } from '../audit.ts';
import { createRegister } from './registering.ts';
import { registrationEndpoints } from './registration.ts';
import { createVerifying } from './verifying.ts';

type Parts = Parameters<typeof createRegister>[0] &
  Parameters<typeof createVerifying>[0] &
  Omit<Parameters<typeof registrationEndpoints>[0], 'registering'>;

export const registeringEndpoints = (parts: Parts): Endpoint[] => {
  const verify = createVerifying(parts);
  return [
    ...registrationEndpoints({ ...parts, registering: createRegister(parts) }),
    endpoint(verifyEmail, async ({ body, causation, log, sourceIp }) => {
      const user = await verify(body.token, { sourceIp, causation });
      logSecurityEvent(log, 'address-verified', { target: user.id });
      return { status: 204 };
    }),
  ];
};
