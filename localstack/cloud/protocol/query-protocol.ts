// The AWS query protocol: a form comes in, as a body or in the query of a GET, XML goes out.
import { randomUUID } from 'node:crypto';
import { type AwsRequest, type AwsResponse, escapeXml } from './edge-protocol.ts';

export type XmlValue = string | number | boolean | readonly XmlValue[] | XmlObject | undefined;
interface XmlObject {
  readonly [name: string]: XmlValue;
}

export const formOf = (request: AwsRequest): Readonly<Record<string, string>> =>
  Object.fromEntries([...request.query, ...new URLSearchParams(request.body.toString())]);

function element(name: string, value: XmlValue): string {
  if (value === undefined) return '';
  return `<${name}>${content(value)}</${name}>`;
}

const isList = (value: XmlValue): value is readonly XmlValue[] => Array.isArray(value);

/** The entries of a list stand in `member` elements. */
function content(value: XmlValue): string {
  if (isList(value)) return value.map((one) => element('member', one)).join('');
  if (typeof value !== 'object') return escapeXml(String(value));
  return Object.entries(value)
    .map(([name, one]) => element(name, one))
    .join('');
}

export function queryAnswer(action: string, namespace: string, result: XmlValue): AwsResponse {
  const body = element(`${action}Result`, result);
  const metadata = element('ResponseMetadata', { RequestId: randomUUID() });
  return {
    status: 200,
    contentType: 'text/xml',
    body: `<${action}Response xmlns="${namespace}">${body}${metadata}</${action}Response>`,
  };
}
