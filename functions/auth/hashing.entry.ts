// The HTTP function of what hashes a password: a burst of logins waits here, and nobody else with it.
import { httpFunction } from '../../platform/service/http-function.ts';
import { composeAuth } from './compose.ts';
import { readHandlerConfig } from './config.ts';

export const handler = httpFunction(readHandlerConfig(), (ground) =>
  composeAuth(ground, 'hashing'),
);
