// Transports of Pino run in threads of their own, and we have none: they stay out, and so does the question at every start who has called it,
// for whose answer Node reads the whole map of a bundle.
import type { Plugin } from 'esbuild';

export const loggerPlugin = (): Plugin => ({
  name: 'logger',
  setup: ({ onLoad }) => {
    onLoad({ filter: /[\\/]pino[\\/]lib[\\/]caller\.js$/ }, () => ({
      contents: 'module.exports = () => [];',
      loader: 'js',
    }));
    onLoad({ filter: /[\\/]pino[\\/]lib[\\/]transport\.js$/ }, () => ({
      contents: `module.exports = () => { throw new Error('there are no transports'); };`,
      loader: 'js',
    }));
  },
});
