// Which passwords are acceptable: long ones that nobody tries first (NIST SP 800-63B section 3.1.1.2).
import { AppError, type InputError } from '../../../platform/kernel/errors.ts';
import { commonPasswords } from './common-passwords.ts';

/** Characters: a second factor makes up for a shorter password. */
export const lengths = { least: 15, leastWithMfa: 8, most: 256 } as const;

/** What the rest of a password must have once the words of the address are taken out. */
const ownCharacters = 8;

let common: ReadonlySet<string> | undefined;

const isCommon = (password: string): boolean => {
  common ??= new Set(commonPasswords.trim().split(/\s+/));
  return common.has(password);
};

/** The shortest text the password is made of by repeating it. */
const repeatedUnit = (password: string): string =>
  // A text is found inside its own double at its shortest period.
  password.slice(0, (password + password).indexOf(password, 1));

const isEasyToGuess = (password: string): boolean => {
  const unit = repeatedUnit(password);
  return isCommon(password) || (unit !== password && (unit.length < 8 || isCommon(unit)));
};

const wordsOf = (text: string): string[] =>
  text.split(/[^\p{L}\p{N}]+/u).filter((word) => word.length >= 4);

const isLikeAddress = (password: string, email: string): boolean => {
  const address = email.toLowerCase();
  const localPart = address.slice(0, address.lastIndexOf('@'));
  if (localPart.length >= 4 && password.includes(localPart)) return true;
  const rest = wordsOf(address).reduce((left, word) => left.replaceAll(word, ''), password);
  return rest !== password && rest.length < ownCharacters;
};

const faultOf = (
  password: string,
  { email, hasMfa }: { email: string; hasMfa: boolean },
): Omit<InputError, 'pointer'> | undefined => {
  const least = hasMfa ? lengths.leastWithMfa : lengths.least;
  const characters = [...password].length;
  if (characters < least) return { code: 'too-short', detail: `at least ${least} characters` };
  if (characters > lengths.most) {
    return { code: 'too-long', detail: `at most ${lengths.most} characters` };
  }
  const folded = password.toLowerCase();
  if (isEasyToGuess(folded))
    return { code: 'too-common', detail: 'is among the first to be tried' };
  if (isLikeAddress(folded, email)) {
    return { code: 'like-address', detail: 'must not be made of the words of the address' };
  }
  return undefined;
};

/** Whose password it is to be, and where it stood in the request. */
export interface PasswordRules {
  readonly email: string;
  readonly hasMfa?: boolean;
  readonly pointer?: string;
}

/** Throws `password-rejected`, pointing at the member that held the password. */
export const checkPassword = (
  password: string,
  { email, hasMfa = false, pointer = '/password' }: PasswordRules,
): void => {
  const fault = faultOf(password.normalize('NFKC'), { email, hasMfa });
  if (fault !== undefined) {
    throw new AppError('password-rejected', { errors: [{ pointer, ...fault }] });
  }
};
