// The profile that a flag names, or what there is instead.

import { nearest, UsageError } from '../../../platform/cli/flags.ts';
import { type Profile, profiles } from './profiles.ts';

export function findProfile(name: unknown = 'ministack'): Profile {
  const found = profiles.find((profile) => profile.name === name);
  if (found !== undefined) return found;
  const names = profiles.map((profile) => profile.name);
  const near = nearest(String(name), names);
  const hint = near === undefined ? '' : ` (did you mean ${near}?)`;
  throw new UsageError(`there is no profile ${String(name)}${hint}: there are ${names.join(', ')}`);
}
