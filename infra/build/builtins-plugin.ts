// Node's built-in modules are taken with process.getBuiltinModule: an ESM import of node:http would load undici (23–29 ms and 8 MB a start).
import { builtinModules } from 'node:module';
import type { Plugin } from 'esbuild';

const filter = new RegExp(`^(?:node:)?(?:${builtinModules.join('|')})$`);

/** CommonJS, so that named imports of the bundle become property reads. */
export const builtinsPlugin = (): Plugin => ({
  name: 'builtins',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter }, ({ path }) => ({
      path: path.startsWith('node:') ? path : `node:${path}`,
      namespace: 'builtin',
    }));
    onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule(${JSON.stringify(path)});`,
      loader: 'js',
    }));
  },
});
