// Which answers a distribution compresses, and how.
// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/ServingCompressedFiles.html
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { type HeaderList, last } from '../cloud/protocol/http-headers.ts';

export interface Encodings {
  readonly gzip: boolean;
  readonly brotli: boolean;
}

export interface Compressible {
  readonly status: number;
  readonly headers: HeaderList;
  readonly body: string | Buffer | Readable;
  /** Bytes of a body that streams, where they are known. */
  readonly length?: number;
}

const statuses: ReadonlySet<number> = new Set([200, 403, 404]);

/** Of the list of CloudFront those that an API or a shop answers. */
const types: ReadonlySet<string> = new Set([
  'application/javascript',
  'application/json',
  'application/xml',
  'image/svg+xml',
  'text/css',
  'text/html',
  'text/javascript',
  'text/plain',
]);

const [fewestBytes, mostBytes] = [1_000, 10_000_000];

const brotli = (bytes: Uint8Array): Promise<Buffer> =>
  promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } });
const encoders = { br: brotli, gzip: promisify(gzip) } as const;

const accepts = (header: string, coding: string): boolean =>
  header.split(',').some((each) => {
    const [name, quality] = each.split(';');
    return name?.trim().toLowerCase() === coding && !/^\s*q=0(\.0*)?\s*$/.test(quality ?? '');
  });

/** Brotli where a viewer takes both. */
export const codingFor = (
  acceptEncoding: string,
  encodings: Encodings,
): keyof typeof encoders | undefined => {
  if (encodings.brotli && accepts(acceptEncoding, 'br')) return 'br';
  return encodings.gzip && accepts(acceptEncoding, 'gzip') ? 'gzip' : undefined;
};

/** Where its length is not known, CloudFront passes a body on as it comes. */
const lengthOf = ({ body, length }: Compressible): number | undefined =>
  body instanceof Readable ? length : Buffer.byteLength(body);

const isCompressible = (answer: Compressible): boolean => {
  const { status, headers } = answer;
  const type = last(headers, 'content-type')?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  const length = lengthOf(answer) ?? 0;
  return (
    statuses.has(status) &&
    types.has(type) &&
    last(headers, 'content-encoding') === undefined &&
    length >= fewestBytes &&
    length <= mostBytes
  );
};

/** A strong tag would promise the very same bytes. */
const weak = ([name, value]: [string, string]): [string, string] =>
  name.toLowerCase() === 'etag' && !value.startsWith('W/') ? [name, `W/${value}`] : [name, value];

export const compressed = async <Answer extends Compressible>(
  answer: Answer,
  coding: keyof typeof encoders,
): Promise<Answer> => {
  if (!isCompressible(answer)) return answer;
  const { body } = answer;
  const bytes = body instanceof Readable ? await buffer(body) : Buffer.from(body);
  const smaller = await encoders[coding](bytes);
  return {
    ...answer,
    headers: [
      ...answer.headers.map(weak),
      ['Content-Encoding', coding],
      ['Vary', 'Accept-Encoding'],
    ],
    body: smaller,
    length: smaller.byteLength,
  };
};
