// The event of an invocation: a file, the input, or the one kept for the function in tests/events/.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { UsageError } from '../../../platform/cli/flags.ts';
import { repository } from '../../cli/paths.ts';
import { seedUsers } from '../../tandem/seed/accounts.ts';
import { bundleName } from './function-name.ts';

const folder = join(repository, 'tests/events');

/** The event kept for `auth-handler`; says which there are when it has none. */
export function keptEvent(name: string): string {
  const file = join(folder, `${name}.json`);
  if (existsSync(file)) return file;
  const known = readdirSync(folder).map((one) => `  ${one}`);
  throw new UsageError(
    `with which event? a JSON file, or - for the input; tests/events has none for ${name}, but\n${known.join('\n')}`,
  );
}

export async function readEvent(file: string): Promise<string> {
  let content: string;
  try {
    content = file === '-' ? await text(process.stdin) : readFileSync(file, 'utf8');
  } catch {
    throw new UsageError(`${file} cannot be read`);
  }
  try {
    JSON.parse(content);
  } catch (error) {
    throw new UsageError(`${file} is not JSON: ${(error as Error).message}`);
  }
  return content;
}

/** What an event can only be given when it is used, by the name between braces: `{{demoToken}}`. */
const values: Readonly<Record<string, (apiUrl: string) => string | Promise<string>>> = {
  now: () => new Date().toISOString(),
  uuid: () => crypto.randomUUID(),
  demoToken: (apiUrl) => tokenOf('demo@example.com', apiUrl),
  adminToken: (apiUrl) => tokenOf('admin@example.com', apiUrl),
};

/** Puts in the values of the placeholders; what is no placeholder stays as it is. */
export async function fill(event: string, apiUrl: string): Promise<string> {
  const names = new Set([...event.matchAll(/\{\{(\w+)\}\}/g)].map(([, name = '']) => name));
  let filled = event;
  for (const name of names) {
    if (!Object.hasOwn(values, name)) continue;
    const value = await values[name]?.(apiUrl);
    filled = filled.replaceAll(`{{${name}}}`, () => value ?? '');
  }
  return filled;
}

async function tokenOf(email: string, apiUrl: string): Promise<string> {
  const password = seedUsers.find((user) => user.email === email)?.password;
  const response = await fetch(`${apiUrl}/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password }),
    signal: AbortSignal.timeout(60_000),
  });
  const { accessToken, title } = (await response.json()) as Record<string, string>;
  if (accessToken !== undefined) return accessToken;
  throw new UsageError(`the event wants a token of ${email}: ${title} (npm run seed makes users)`);
}

/** Of a function by its full name: the one kept for it. */
export const eventOf = (name: string): Promise<string> => readEvent(keptEvent(bundleName(name)));
