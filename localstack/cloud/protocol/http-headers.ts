// What API Gateway does to header names on the way in and on the way out.

/** [name, value] pairs in the order received, names as the client wrote them. */
export type HeaderList = [string, string][];

const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
const remappedInResponses = new Set(['content-length', 'date', 'server', 'www-authenticate']);

export function pairs(rawHeaders: readonly string[]): HeaderList {
  const list: HeaderList = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    list.push([rawHeaders[index] ?? '', rawHeaders[index + 1] ?? '']);
  }
  return list;
}

export function isHopByHop(name: string): boolean {
  return hopByHop.has(name.toLowerCase());
}

/** Headers of an integration as the client of the API gets them. */
export function fromIntegration(headers: HeaderList): HeaderList {
  return headers
    .filter(([name]) => !isHopByHop(name))
    .map(([name, value]): [string, string] =>
      remappedInResponses.has(name.toLowerCase())
        ? [`x-amzn-Remapped-${name}`, value]
        : [name, value],
    );
}

export function last(headers: HeaderList, name: string): string | undefined {
  const wanted = name.toLowerCase();
  return headers.findLast(([key]) => key.toLowerCase() === wanted)?.[1];
}

export function group(headers: Iterable<[string, string]>): Record<string, string[]> {
  const grouped: Record<string, string[]> = Object.create(null);
  for (const [name, value] of headers) {
    const values = grouped[name];
    if (values) values.push(value);
    else grouped[name] = [value];
  }
  return { ...grouped };
}

/** Bytes of the header block on the wire: name, colon, space, value, line end. */
export function blockSize(headers: HeaderList): number {
  return headers.reduce((size, [name, value]) => size + name.length + value.length + 4, 0);
}
