// What every new version of a function is asked before a call meets it.
import { api } from '../../../events/http/api.ts';
import { entryOf, type RouteContract } from '../../../events/http/route.ts';
import { isContainer } from '../api/integrations.ts';

interface Question {
  readonly path: string;
  readonly status: number;
}

const wantsQuery = ({ request: { query } }: RouteContract): boolean =>
  query !== undefined && 'required' in query;

const isPlain = (route: RouteContract): boolean =>
  route.method === 'GET' && !route.path.includes('{') && !wantsQuery(route);

/** What everybody may ask, and that the rest wants a token: of each function the first of both. */
export const questions = (): Readonly<Record<string, readonly Question[]>> => {
  const byFunction = new Map<string, Question[]>();
  const kinds = [
    { kind: 'public', status: 200 },
    { kind: 'bearer', status: 401 },
  ] as const;
  for (const { kind, status } of kinds) {
    const asked = new Set<string>();
    for (const route of api) {
      const name = `${route.service}-${entryOf(route)}`;
      const fits = route.auth.kind === kind && isPlain(route) && !isContainer(route.service);
      if (!fits || asked.has(name)) continue;
      asked.add(name);
      byFunction.set(name, [...(byFunction.get(name) ?? []), { path: route.path, status }]);
    }
  }
  return Object.fromEntries(byFunction);
};
