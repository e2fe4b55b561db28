// Paths at the legacy shop: put together from whole segments, so that none leads out of it.

/** Not what walks up or ends the path early for whatever reads it next. */
const isSegment = (text: string): boolean =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  text !== '' && text !== '.' && text !== '..' && !/[/\\\u0000-\u001f\u007f]/.test(text);

const joined = (segments: readonly string[]): string | undefined =>
  segments.every(isSegment) ? `/${segments.map(encodeURIComponent).join('/')}` : undefined;

/** Of a decoded path without its first slash; undefined for one that names nothing. */
export const pathOf = (decoded: string): string | undefined => {
  const isFolder = decoded.endsWith('/');
  const path = joined((isFolder ? decoded.slice(0, -1) : decoded).split('/'));
  return path === undefined || !isFolder ? path : `${path}/`;
};

/** `/orders/{id}` with its parameters; undefined where a value is no segment. */
export const filled = (
  template: string,
  params: Readonly<Record<string, string>>,
): string | undefined =>
  joined(
    template
      .slice(1)
      .split('/')
      .map((part) => {
        const name = /^\{(\w+)\}$/.exec(part)?.[1];
        if (name === undefined) return part;
        return Object.hasOwn(params, name) ? (params[name] ?? '') : '';
      }),
  );
