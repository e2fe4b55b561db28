// REMOVE takes elements of a list away by the places they had before the update; dynoxide takes one after the other,
// and so another one than is meant.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html
import { isObject, type Properties } from '../../cloud/read.ts';

const section = /(?<![#:.\w])REMOVE\b(.*?)(?=(?<![#:.\w])(?:SET|ADD|DELETE)\b|$)/gis;

const placesIn = (path: string): number[] =>
  [...path.matchAll(/\[(\d+)\]/g)].map(([, place]) => Number(place));

function laterFirst(one: string, other: string): number {
  const [mine, theirs] = [placesIn(one), placesIn(other)];
  const at = [...mine, ...theirs].findIndex((_, index) => mine[index] !== theirs[index]);
  return at < 0 ? 0 : (theirs[at] ?? -1) - (mine[at] ?? -1);
}

const ordered = (expression: string): string =>
  expression.replace(section, (whole, actions: string) => {
    const paths = actions.split(',');
    if (paths.filter((path) => path.includes('[')).length < 2) return whole;
    return `REMOVE ${paths.sort(laterFirst).join(',')} `;
  });

function update(one: Properties): Properties {
  const { UpdateExpression: given } = one;
  if (typeof given !== 'string') return one;
  const UpdateExpression = ordered(given);
  return UpdateExpression === given ? one : { ...one, UpdateExpression };
}

function entry(one: unknown): unknown {
  const given = isObject(one) ? one.Update : undefined;
  if (!isObject(one) || !isObject(given)) return one;
  const Update = update(given);
  return Update === given ? one : { ...one, Update };
}

function transaction(request: Properties, items: readonly unknown[]): Properties {
  const TransactItems = items.map(entry);
  const isSame = TransactItems.every((one, at) => one === items[at]);
  return isSame ? request : { ...request, TransactItems };
}

/** The request with the last elements of each list first; the same one where nothing changes. */
export function removingLastFirst<T extends Properties>(request: T): T {
  const items: unknown = request.TransactItems;
  return (Array.isArray(items) ? transaction(request, items) : update(request)) as T;
}
