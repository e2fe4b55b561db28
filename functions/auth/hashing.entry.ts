// The HTTP function of what hashes a password: a burst of logins waits here, and nobody else with it.
import { authFunction } from './compose.ts';

export const handler = authFunction('hashing');
