// The item that an UpdateItem makes when there was none: its key and what the expression sets.
import type { Item } from './stream-records.ts';

export interface UpdateRequest {
  readonly key: Item;
  readonly expression: string | undefined;
  readonly names: Readonly<Record<string, string>> | undefined;
  readonly values: Item | undefined;
}

/** Comma-separated parts, commas inside parentheses apart. */
const partsOf = (text: string) => text.split(/,(?![^(]*\))/).map((part) => part.trim());

function clausesOf(expression: string): [keyword: string, text: string][] {
  const pieces = expression.split(/\b(SET|REMOVE|ADD|DELETE)\b/i).slice(1);
  const clauses: [string, string][] = [];
  for (let at = 0; at < pieces.length; at += 2) {
    clauses.push([(pieces[at] ?? '').toUpperCase(), pieces[at + 1] ?? '']);
  }
  return clauses;
}

const assignment = /^([#\w]+)\s*=\s*(?:if_not_exists\s*\(\s*[#\w]+\s*,\s*(:\w+)\s*\)|(:\w+))$/;
const addition = /^([#\w]+)\s+(:\w+)$/;

/** Undefined where the expression is more than plain assignments: then only a read can tell. */
export function imageOfInsert(update: UpdateRequest): Item | undefined {
  const { key, expression = '', names = {}, values = {} } = update;
  const image: Item = { ...key };
  for (const [keyword, text] of clausesOf(expression)) {
    // There is nothing to remove from an item that does not exist.
    if (keyword === 'REMOVE' || keyword === 'DELETE') continue;
    const pattern = keyword === 'SET' ? assignment : addition;
    for (const part of partsOf(text)) {
      const [, name = '', first, second] = pattern.exec(part) ?? [];
      const value = values[first ?? second ?? ''];
      if (value === undefined) return undefined;
      image[names[name] ?? name] = value;
    }
  }
  return image;
}
