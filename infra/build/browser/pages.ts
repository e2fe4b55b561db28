// Builds a set of pages in the browser: scripts, style and icon named by their content, and the page that names them.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build as esbuild, type Metafile } from 'esbuild';

interface Pages {
  readonly name: string;
  /** Of the built files. */
  readonly directory: string;
  /** Address of the pages, e.g. `/console`. */
  readonly base: string;
  readonly title: string;
  readonly script: string;
  readonly style: string;
  readonly icon: string;
}

const outputOf = ({ outputs }: Metafile, entry: string): string => {
  const found = Object.entries(outputs).find(([, { entryPoint }]) => entryPoint === entry);
  if (!found) throw new Error(`${entry} came out empty`);
  return basename(found[0]);
};

/** What a script needs before it runs, itself included. */
const closureOf = ({ outputs }: Metafile, assets: string, script: string): Set<string> => {
  const found = new Set<string>();
  const follow = (path: string): void => {
    if (found.has(basename(path))) return;
    found.add(basename(path));
    for (const { kind, path: next } of outputs[path]?.imports ?? []) {
      if (kind === 'import-statement') follow(next);
    }
  };
  follow(`${assets}/${script}`);
  return found;
};

interface Named extends Pick<Pages, 'title' | 'script' | 'style' | 'icon'> {
  /** Address of the files. */
  readonly at: string;
  readonly shared: readonly string[];
}

const page = ({ at, title, script, style, icon, shared }: Named): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="${at}/${icon}" type="image/svg+xml">
<link rel="stylesheet" href="${at}/${style}">
${shared.map((name) => `<link rel="modulepreload" href="${at}/${name}">\n`).join('')}<script type="module" src="${at}/${script}"></script>
</head>
<body><noscript>These pages need scripts.</noscript></body>
</html>
`;

const bundle = ({ script, style, icon }: Pages, outdir: string) =>
  esbuild({
    entryPoints: [script, style, icon],
    outdir,
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
    loader: { '.svg': 'copy' },
    legalComments: 'none',
    write: false,
    metafile: true,
    logLevel: 'warning',
  });

/** Answers the bytes of what the first page loads before it shows anything. */
export const buildPages = async (pages: Pages) => {
  const { name, directory, base, title } = pages;
  const assets = `${directory}/assets`;
  const { metafile, outputFiles } = await bundle(pages, assets);
  const [script, style, icon] = [pages.script, pages.style, pages.icon].map((entry) =>
    outputOf(metafile, entry),
  ) as [string, string, string];
  await rm(directory, { recursive: true, force: true });
  await mkdir(assets, { recursive: true });
  await Promise.all(outputFiles.map(({ path, contents }) => writeFile(path, contents)));
  const scripts = closureOf(metafile, assets, script);
  const shared = [...scripts].filter((each) => each !== script);
  const named = { at: `${base}/assets`, title, script, style, icon, shared };
  await writeFile(`${directory}/index.html`, page(named));
  const first = outputFiles.filter(
    ({ path }) => scripts.has(basename(path)) || basename(path) === style,
  );
  return {
    name,
    bytes: first.reduce((sum, { contents }) => sum + contents.length, 0),
    gzipBytes: first.reduce((sum, { contents }) => sum + gzipSync(contents).length, 0),
  };
};
