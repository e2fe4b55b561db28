// Passwords as Argon2id hashes in PHC strings (RFC 9106), a bounded number at a time since each takes 19 MiB.
import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { createSemaphore } from '../../../platform/kernel/semaphore.ts';
import { checkPassword, type PasswordRules } from '../domain/password-rules.ts';

/** https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html */
export const parameters = { memory: 19_456, passes: 2, parallelism: 1 } as const;

interface Parameters {
  readonly memory: number;
  readonly passes: number;
  readonly parallelism: number;
}

export interface Passwords {
  hash(password: string): Promise<string>;
  /** The hash of a new one. Throws `password-rejected` where it breaks the rules. */
  choose(password: string, rules: PasswordRules): Promise<string>;
  /** With `undefined` it takes as long as with a hash, and is false. */
  verify(password: string, hash: string | undefined): Promise<boolean>;
  /** The hash was made with other parameters than today's. */
  isOutdated(hash: string): boolean;
}

const tagLength = 32;

/** Unicode has several spellings of one password: https://www.rfc-editor.org/rfc/rfc8265#section-4 */
export const normalise = (password: string): string => password.normalize('NFKC');

const derive = (password: string, nonce: Buffer, chosen: Parameters): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const message = Buffer.from(normalise(password));
    argon2('argon2id', { message, nonce, tagLength, ...chosen }, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });

const encode = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '');

const format = ({ memory, passes, parallelism }: Parameters, nonce: Buffer, key: Buffer): string =>
  `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${encode(nonce)}$${encode(key)}`;

const pattern =
  /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{43})$/;

const parse = (hash: string) => {
  const [, memory, passes, parallelism, nonce = '', key = ''] = pattern.exec(hash) ?? [];
  if (memory === undefined) throw new Error('a password hash is not in PHC format');
  return {
    parameters: {
      memory: Number(memory),
      passes: Number(passes),
      parallelism: Number(parallelism),
    },
    nonce: Buffer.from(nonce, 'base64'),
    key: Buffer.from(key, 'base64'),
  };
};

/** Verified in place of a hash that does not exist; no password has it. */
const dummy = format(parameters, Buffer.alloc(16), Buffer.alloc(tagLength));

export const createPasswords = ({
  concurrency = 2,
  waiting = 64,
}: {
  concurrency?: number;
  waiting?: number;
} = {}): Passwords => {
  const run = createSemaphore({ atOnce: concurrency, waiting });
  const hash = (password: string): Promise<string> =>
    run(async () => {
      const nonce = randomBytes(16);
      return format(parameters, nonce, await derive(password, nonce, parameters));
    });

  return {
    hash,

    choose: async (password, rules) => {
      checkPassword(password, rules);
      return hash(password);
    },

    verify: (password, hash = dummy) =>
      run(async () => {
        const { parameters: chosen, nonce, key } = parse(hash);
        return timingSafeEqual(await derive(password, nonce, chosen), key);
      }),

    isOutdated: (hash) => {
      const { memory, passes, parallelism } = parse(hash).parameters;
      return (
        memory !== parameters.memory ||
        passes !== parameters.passes ||
        parallelism !== parameters.parallelism
      );
    },
  };
};
