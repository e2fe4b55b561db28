// Builds the console into dist/console/: scripts and style named by their content, and the page that names them.
import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build as esbuild, type Metafile } from 'esbuild';

const directory = 'dist/console';
const entries = ['web/console/main.tsx', 'web/console/console.css'] as const;

const outputOf = ({ outputs }: Metafile, entry: string): string => {
  const found = Object.entries(outputs).find(([, { entryPoint }]) => entryPoint === entry);
  if (!found) throw new Error(`${entry} came out empty`);
  return basename(found[0]);
};

/** What a script needs before it runs, itself included. */
const closureOf = ({ outputs }: Metafile, script: string): Set<string> => {
  const found = new Set<string>();
  const follow = (path: string): void => {
    if (found.has(basename(path))) return;
    found.add(basename(path));
    for (const { kind, path: next } of outputs[path]?.imports ?? []) {
      if (kind === 'import-statement') follow(next);
    }
  };
  follow(`${directory}/assets/${script}`);
  return found;
};

const page = (script: string, style: string, shared: readonly string[]): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Tandem console</title>
<link rel="icon" href="/console/assets/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/console/assets/${style}">
${shared.map((name) => `<link rel="modulepreload" href="/console/assets/${name}">\n`).join('')}<script type="module" src="/console/assets/${script}"></script>
</head>
<body><noscript>The console needs scripts.</noscript></body>
</html>
`;

/** Answers the bytes of what the first page loads before it shows anything. */
export const buildConsole = async () => {
  const { metafile, outputFiles } = await esbuild({
    entryPoints: [...entries],
    outdir: `${directory}/assets`,
    entryNames: '[name]-[hash]',
    chunkNames: 'page-[hash]',
    bundle: true,
    splitting: true,
    minify: true,
    platform: 'browser',
    target: ['chrome123', 'firefox120', 'safari17.5'],
    format: 'esm',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    legalComments: 'none',
    write: false,
    metafile: true,
    logLevel: 'warning',
  });
  const [script, style] = entries.map((entry) => outputOf(metafile, entry)) as [string, string];
  await rm(directory, { recursive: true, force: true });
  await mkdir(`${directory}/assets`, { recursive: true });
  await Promise.all(outputFiles.map(({ path, contents }) => writeFile(path, contents)));
  await copyFile('web/console/icon.svg', `${directory}/assets/icon.svg`);
  const scripts = closureOf(metafile, script);
  const shared = [...scripts].filter((name) => name !== script);
  await writeFile(`${directory}/index.html`, page(script, style, shared));
  const first = outputFiles.filter(
    ({ path }) => scripts.has(basename(path)) || basename(path) === style,
  );
  return {
    name: 'console',
    bytes: first.reduce((sum, { contents }) => sum + contents.length, 0),
    gzipBytes: first.reduce((sum, { contents }) => sum + gzipSync(contents).length, 0),
  };
};
