// The HTTP function of auth: sessions, tokens, clients, the issuer's documents; nothing here takes long.
import { httpFunction } from '../../platform/service/http-function.ts';
import { composeAuth } from './compose.ts';
import { readHandlerConfig } from './config.ts';

export const handler = httpFunction(readHandlerConfig(), (ground) =>
  composeAuth(ground, 'handler'),
);
