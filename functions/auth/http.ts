// Every endpoint of auth.
import type { Endpoint } from '../../platform/http/endpoint.ts';
import { createAccountChanges } from './account-changes.ts';
import { adminClientEndpoints } from './admin-clients.ts';
import { adminUserEndpoints } from './admin-users.ts';
import { credentialEndpoints } from './credentials.ts';
import { loginEndpoints } from './login.ts';
import { oauthEndpoints } from './oauth.ts';
import { oauthTokenEndpoints } from './oauth-tokens.ts';
import { createOwner } from './owner.ts';
import { passwordResetEndpoints } from './password-reset.ts';
import { profileEndpoints } from './profile.ts';
import { registrationEndpoints } from './registration.ts';
import type { AuthServices } from './services.ts';
import { sessionListEndpoints } from './session-list.ts';
import { createSessions } from './sessions.ts';
import { verificationEndpoints } from './verification.ts';
import { wellKnownEndpoints } from './well-known.ts';

export const authEndpoints = (services: AuthServices): Endpoint[] => {
  const sessions = createSessions(services);
  const owner = createOwner(services);
  const changeAccount = createAccountChanges(services);
  return [
    ...registrationEndpoints(services),
    ...verificationEndpoints(services, changeAccount),
    ...loginEndpoints(services, sessions, owner),
    ...passwordResetEndpoints(services, changeAccount),
    ...profileEndpoints(services, changeAccount, owner),
    ...credentialEndpoints(services, changeAccount, owner),
    ...sessionListEndpoints(services, sessions),
    ...oauthEndpoints(services, sessions),
    ...oauthTokenEndpoints(services, sessions),
    ...adminUserEndpoints(services, changeAccount),
    ...adminClientEndpoints(services),
    ...wellKnownEndpoints(services),
  ];
};
