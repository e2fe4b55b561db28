// The console of the embedded cloud, in dist/console/.
import { buildPages } from './pages.ts';

export const buildConsole = () =>
  buildPages({
    name: 'console',
    directory: 'dist/console',
    base: '/console',
    title: 'Tandem console',
    script: 'web/console/main.tsx',
    style: 'web/console/console.css',
    icon: 'web/console/icon.svg',
  });
