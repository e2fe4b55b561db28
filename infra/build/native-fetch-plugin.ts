// Node has what @whatwg-node/fetch brings for older runtimes: 100 KB of a bundle, and two implementations of one class that do not know each other.
import type { Plugin } from 'esbuild';

const named = [
  'AbortController',
  'AbortSignal',
  'Blob',
  'CompressionStream',
  'CustomEvent',
  'DecompressionStream',
  'Event',
  'EventTarget',
  'File',
  'FormData',
  'Headers',
  'ReadableStream',
  'Request',
  'Response',
  'TextDecoder',
  'TextDecoderStream',
  'TextEncoder',
  'TextEncoderStream',
  'TransformStream',
  'URL',
  'URLPattern',
  'URLSearchParams',
  'WritableStream',
  'crypto',
  'fetch',
];

export const nativeFetchPlugin = (): Plugin => ({
  name: 'native-fetch',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^@whatwg-node\/fetch$/ }, ({ path }) => ({
      path,
      namespace: 'native-fetch',
    }));
    onLoad({ filter: /.*/, namespace: 'native-fetch' }, () => ({
      contents: `export const { ${named.join(', ')} } = globalThis;\nexport const createFetch = () => globalThis;`,
      loader: 'js',
    }));
  },
});
