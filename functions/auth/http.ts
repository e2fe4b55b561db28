// Every endpoint of auth.
import type { Endpoint } from '../../platform/http/endpoint.ts';
import { loginEndpoints } from './login.ts';
import { oauthEndpoints } from './oauth.ts';
import { profileEndpoints } from './profile.ts';
import { registrationEndpoints } from './registration.ts';
import type { AuthServices } from './services.ts';
import { createSessions } from './sessions.ts';
import { wellKnownEndpoints } from './well-known.ts';

export const authEndpoints = (services: AuthServices): Endpoint[] => {
  const sessions = createSessions(services);
  return [
    ...registrationEndpoints(services),
    ...loginEndpoints(services, sessions),
    ...profileEndpoints(services),
    ...oauthEndpoints(services, sessions),
    ...wellKnownEndpoints(services),
  ];
};
