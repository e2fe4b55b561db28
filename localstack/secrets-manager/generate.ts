// A value as CloudFormation's GenerateSecretString makes it.
import { randomInt } from 'node:crypto';

export interface GenerateSecretString {
  readonly SecretStringTemplate?: string;
  readonly GenerateStringKey?: string;
  readonly PasswordLength?: number | string;
  readonly ExcludeCharacters?: string;
  readonly ExcludePunctuation?: boolean | string;
  readonly ExcludeUppercase?: boolean | string;
  readonly ExcludeLowercase?: boolean | string;
  readonly ExcludeNumbers?: boolean | string;
  readonly IncludeSpace?: boolean | string;
}

const on = (flag: boolean | string | undefined) => flag === true || flag === 'true';

export function generateSecret(options: GenerateSecretString): string {
  const sets = [
    on(options.ExcludeLowercase) ? '' : 'abcdefghijklmnopqrstuvwxyz',
    on(options.ExcludeUppercase) ? '' : 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
    on(options.ExcludeNumbers) ? '' : '0123456789',
    on(options.ExcludePunctuation) ? '' : '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
    on(options.IncludeSpace) ? ' ' : '',
  ].join('');
  const excluded = new Set(options.ExcludeCharacters ?? '');
  const alphabet = [...sets].filter((character) => !excluded.has(character));
  const length = Number(options.PasswordLength ?? 32);
  const password = Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('');
  if (options.GenerateStringKey === undefined) return password;
  const template = JSON.parse(options.SecretStringTemplate ?? '{}') as Record<string, unknown>;
  return JSON.stringify({ ...template, [options.GenerateStringKey]: password });
}
