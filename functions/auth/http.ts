// Every endpoint of auth.

import type { Endpoint } from '../../platform/http/endpoint.ts';
import { createAccountChanges } from './accounts/account-changes.ts';
import { adminUserEndpoints } from './accounts/admin-users.ts';
import { profileEndpoints } from './accounts/profile.ts';
import { credentialEndpoints } from './credentials/credentials.ts';
import { createOwner } from './credentials/owner.ts';
import { passwordResetEndpoints } from './credentials/password-reset.ts';
import { adminClientEndpoints } from './oauth/admin-clients.ts';
import { oauthEndpoints } from './oauth/oauth.ts';
import { oauthTokenEndpoints } from './oauth/oauth-tokens.ts';
import { wellKnownEndpoints } from './oauth/well-known.ts';
import { registrationEndpoints } from './registration/registration.ts';
import { verificationEndpoints } from './registration/verification.ts';
import type { AuthServices } from './services.ts';
import { loginEndpoints } from './sessions/login.ts';
import { sessionListEndpoints } from './sessions/session-list.ts';
import { createSessions } from './sessions/sessions.ts';

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
