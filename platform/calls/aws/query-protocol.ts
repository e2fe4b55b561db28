// AWS Query, which SNS speaks: a form goes there, XML comes back.
// https://smithy.io/2.0/aws/protocols/aws-query-protocol.html

import type { Protocol } from './protocol.ts';

/** The only map of SNS in what is sent: its entries have a name and a value. */
const isMap = (name: string): boolean => name === 'MessageAttributes';

const childrenOf = (value: object, name: string): readonly (readonly [string, unknown])[] => {
  if (Array.isArray(value)) return value.map((each, index) => [`member.${index + 1}`, each]);
  if (!isMap(name)) return Object.entries(value);
  return Object.entries(value).map(([Name, Value], index) => [
    `entry.${index + 1}`,
    { Name, Value },
  ]);
};

const write = (form: URLSearchParams, path: string, name: string, value: unknown): void => {
  if (value === undefined || value === null) return;
  if (typeof value !== 'object') {
    form.append(path, String(value));
    return;
  }
  for (const [child, each] of childrenOf(value, name)) {
    write(form, path === '' ? child : `${path}.${child}`, child, each);
  }
};

/** A list where all elements are members. */
type Xml = string | boolean | readonly Xml[] | { readonly [name: string]: Xml };

const named = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
  ['apos', "'"],
]);

/** As it stands where there is no such character. */
const characterOf = (code: number, written: string): string =>
  code <= 0x10ffff ? String.fromCodePoint(code) : written;

const plain = (text: string): string =>
  text.replaceAll(/&(?:#x([\da-f]+)|#(\d+)|(\w+));/gi, (whole, hex, decimal, name) => {
    if (name !== undefined) return named.get(name) ?? whole;
    return characterOf(Number(hex === undefined ? decimal : `0x${hex}`), whole);
  });

interface Element {
  readonly name: string;
  readonly text: string;
  readonly children: (readonly [string, Xml])[];
}

/** Members of answers of SNS that are no text where nothing is in them. */
const bare = new Map<string, (text: string) => Xml>([
  ['SenderFault', (text) => text === 'true'],
  ['Successful', () => []],
  ['Failed', () => []],
]);

const read = ({ name, text, children }: Element): Xml => {
  if (children.length === 0) return (bare.get(name) ?? plain)(text);
  if (children.every(([child]) => child === 'member')) return children.map(([, each]) => each);
  return Object.fromEntries(children);
};

const tags = /<(\/?)([\w.:-]+)(?:\s[^<>]*?)?(\/?)>([^<]*)/g;

/**
 * What is in a document of elements and texts; attributes are left out. An empty object where it is no such document,
 * as what a proxy says in place of the service.
 */
const readXml = (document: string): { readonly [name: string]: Xml } => {
  const root: Element = { name: '', text: '', children: [] };
  const open = [root];
  for (const [, closes, name = '', isEmpty, text = ''] of document.matchAll(tags)) {
    if (!closes) open.push({ name, text, children: [] });
    if (!closes && !isEmpty) continue;
    const element = open.pop();
    const parent = open.at(-1);
    if (element?.name !== name || parent === undefined) return {};
    parent.children.push([name, read(isEmpty ? { ...element, text: '' } : element)]);
  }
  return open.length === 1 ? Object.fromEntries(root.children) : {};
};

const memberOf = (of: Xml | undefined, name: string): Xml | undefined =>
  typeof of === 'object' && !Array.isArray(of) ? (of as { [name: string]: Xml })[name] : undefined;

const textIn = (of: Xml | undefined, name: string): string => {
  const value = memberOf(of, name);
  return typeof value === 'string' ? value : '';
};

/** All that is sent is text; bytes are not written. */
export const queryProtocol = (version: string): Protocol => ({
  headers: () => ({ 'content-type': 'application/x-www-form-urlencoded' }),
  body: (operation, input) => {
    const form = new URLSearchParams({ Action: operation, Version: version });
    write(form, '', '', input);
    return form.toString();
  },
  output: (operation, body) => {
    const result = memberOf(readXml(body)[`${operation}Response`], `${operation}Result`);
    if (result === undefined) throw new SyntaxError(`no answer of ${operation}`);
    return typeof result === 'object' ? result : {};
  },
  failure: (body) => {
    const error = memberOf(readXml(body).ErrorResponse, 'Error');
    return { code: textIn(error, 'Code'), message: textIn(error, 'Message'), members: {} };
  },
});
