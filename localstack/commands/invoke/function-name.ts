// Finds the function a person means by `auth`, `auth/authorizer` or its full name.
import { UsageError } from '../../../platform/cli/flags.ts';

export function functionNamed(wanted: string, all: readonly string[]): string {
  const names = [...all].sort();
  const ends = wanted.includes('/') ? [wanted.replace('/', '-')] : [wanted, `${wanted}-handler`];
  const found = ends
    .flatMap((end) => names.filter((name) => name === end || name.endsWith(`-${end}`)))
    .at(0);
  const ofService = names.filter((name) => name.includes(`-${wanted}-`));
  const name = found ?? (ofService.length === 1 ? ofService[0] : undefined);
  if (name) return name;
  const list = (ofService.length > 1 ? ofService : names).map((one) => `  ${shorten(one)}`);
  const what = ofService.length > 1 ? `${wanted} has several functions` : `no function ${wanted}`;
  throw new UsageError(`${what}; choose one of\n${list.join('\n')}`);
}

/** `tandem-dev-auth-handler` → `auth-handler` */
export const bundleName = (name: string): string => name.replace(/^tandem-[^-]+-/, '');

const shorten = (name: string): string => bundleName(name).replace(/-([^-]+)$/, '/$1');
