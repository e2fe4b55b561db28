// Pino asks at every start who has called it, for transports of its own, which we have none of: with source maps switched on Node reads the whole map of the bundle for the answer.
import type { Plugin } from 'esbuild';

export const loggerPlugin = (): Plugin => ({
  name: 'logger',
  setup: ({ onLoad }) => {
    onLoad({ filter: /[\\/]pino[\\/]lib[\\/]caller\.js$/ }, () => ({
      contents: 'module.exports = () => [];',
      loader: 'js',
    }));
  },
});
