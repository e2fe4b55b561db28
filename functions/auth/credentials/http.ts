// Every route of what an account is opened with.
import type { Endpoint } from '../../../platform/http/endpoint.ts';
import { mfaEndpoints } from './mfa.ts';
import { confirmationEndpoints } from './mfa-confirmation.ts';
import { passwordEndpoints } from './password-change.ts';
import { passwordResetEndpoints } from './password-reset.ts';

type Parts = Parameters<typeof passwordEndpoints>[0] &
  Parameters<typeof mfaEndpoints>[0] &
  Parameters<typeof confirmationEndpoints>[0] &
  Parameters<typeof passwordResetEndpoints>[0];

export const credentialEndpoints = (parts: Parts): Endpoint[] => [
  ...passwordResetEndpoints(parts),
  ...passwordEndpoints(parts),
  ...mfaEndpoints(parts),
  ...confirmationEndpoints(parts),
];
