// The HTTP function of auth: sessions, tokens, clients, the issuer's documents; nothing here takes long.
import { authFunction } from './compose.ts';

export const handler = authFunction('handler');
