// The scripts of the page by the names they are asked by: compressed for whoever takes that, and under a name with their hash for good.
import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Reply } from '../../platform/http/request.ts';

interface Script {
  /** As the page names it: another script has another name. */
  readonly name: string;
  readonly reply: (acceptEncoding: string | undefined) => Reply;
}

/** https://www.rfc-editor.org/rfc/rfc9110#section-12.5.3 */
const takesGzip = (acceptEncoding = ''): boolean =>
  acceptEncoding.split(',').some((each) => {
    const [coding, weight] = each.split(';').map((part) => part.trim().toLowerCase());
    return (coding === 'gzip' || coding === '*') && !/^q=0(\.0*)?$/.test(weight ?? '');
  });

const base = { 'content-type': 'text/javascript; charset=utf-8', vary: 'Accept-Encoding' };

/** `gzipped` is the script as the build leaves it. */
export const scriptOf = (title: string, gzipped: Buffer): Script => {
  const hash = createHash('sha256').update(gzipped).digest('hex').slice(0, 16);
  return {
    name: `${title}.${hash}.js`,
    reply: (acceptEncoding) =>
      takesGzip(acceptEncoding)
        ? { status: 200, headers: { ...base, 'content-encoding': 'gzip' }, bytes: gzipped }
        : { status: 200, headers: base, body: gunzipSync(gzipped).toString() },
  };
};

/** In the order in which they run. */
export const pageScripts = (gzippedScalar: Buffer, start: Buffer) => {
  const scalar = scriptOf('scalar', gzippedScalar);
  const docs = scriptOf('docs', gzipSync(start));
  const forGood = new Map([scalar, docs].map((script) => [script.name, script]));
  // Pages of yesterday ask by these.
  const forMinutes = new Map([
    ['scalar.js', scalar],
    ['docs.js', docs],
  ]);
  return {
    names: [...forGood.keys()],
    /** Undefined for what is none of them. */
    reply: (name: string, acceptEncoding: string | undefined): Reply | undefined => {
      const reply = (forGood.get(name) ?? forMinutes.get(name))?.reply(acceptEncoding);
      if (reply === undefined || !forGood.has(name)) return reply;
      const caching = { 'cache-control': 'public, max-age=31536000, immutable' };
      return { ...reply, headers: { ...reply.headers, ...caching } };
    },
  };
};
