// The ground of a process that knows secrets: read when they are needed, and again once they may have been rotated.
import { createSeals, type Seals } from '../tokens/seals.ts';
import { createSecretReader, type ReadSecret } from '../tokens/secrets.ts';
import type { Ground } from './ground.ts';

export interface SecretParts {
  readonly secret: ReadSecret;
  /** Seals by the keys that a secret holds. */
  readonly sealsOf: (secretArn: string) => () => Promise<Seals>;
}

export const withSecrets = <G extends Ground<unknown>>(ground: G): G & SecretParts => {
  const secret = createSecretReader(ground.clock);
  return {
    ...ground,
    secret,
    sealsOf: (secretArn) => async () => createSeals(await secret(secretArn)),
  };
};
