// The floor of a login: one Argon2id with the parameters of our passwords, nothing around it.
import { argon2, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { serveSlices } from '../slices.ts';

const derive = promisify(argon2);

serveSlices(async () => {
  await derive('argon2id', {
    message: 'demo-password-please-change',
    nonce: randomBytes(16),
    memory: 19_456,
    passes: 2,
    parallelism: 1,
    tagLength: 32,
  });
});
