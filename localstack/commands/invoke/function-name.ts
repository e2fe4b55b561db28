// Finds the function a person means by `auth`, `auth/authorizer` or its full name.
import { UsageError } from '../../../platform/cli/flags.ts';

export function functionNamed(wanted: string, all: readonly string[]): string {
  const names = [...all].sort();
  const ends = wanted.includes('/') ? [wanted.replace('/', '-')] : [wanted, `${wanted}-handler`];
  const bundles = names.map(bundleName);
  const exact = names.find((name) => ends.includes(name) || ends.includes(bundleName(name)));
  if (exact) return exact;
  const ending = names.filter((name) => ends.some((end) => name.endsWith(`-${end}`)));
  const meant = ending.length > 0 ? ending : names.filter((name) => name.includes(`-${wanted}-`));
  const [name] = meant;
  if (name && meant.length === 1) return name;
  const list = (meant.length > 1 ? meant : names).map(
    (one) => `  ${typedName(bundleName(one), bundles)}`,
  );
  const what = meant.length > 1 ? `${wanted} may be several functions` : `no function ${wanted}`;
  throw new UsageError(`${what}; choose one of\n${list.join('\n')}`);
}

/** `tandem-dev-auth-handler` → `auth-handler` */
export const bundleName = (name: string): string => name.replace(/^tandem-[^-]+-/, '');

/** `auth-rotate-client` → `auth/rotate-client`: a service has a function that adds one word to its name. */
const typedName = (bundle: string, all: readonly string[]): string => {
  const services = new Set(all.map((one) => one.replace(/-[^-]+$/, '')));
  const words = bundle.split('-');
  const end = words.findIndex((_word, index) => services.has(words.slice(0, index + 1).join('-')));
  return `${words.slice(0, end + 1).join('-')}/${words.slice(end + 1).join('-')}`;
};
