// Every page of the console, from the list that the console is made of, so that no test forgets a new one.
import { readFileSync } from 'node:fs';

/** As text: the list loads what only the console's own build understands. */
const listed = readFileSync('web/console/pages.ts', 'utf8');
const paths = [...listed.matchAll(/^ {4}path: '([^']+)',$/gm)].map(([, path = '']) => path);

/** What a test opens each page with; a page that it does not know is opened as it is. Throws for a page of one thing where nobody says of which. */
export const everyPage = <Opened>(
  known: Readonly<Record<string, readonly Opened[]>>,
  asItIs: (path: string) => Opened,
): Opened[] => {
  const gone = Object.keys(known).filter((path) => !paths.includes(path));
  if (gone.length > 0) throw new Error(`the console has no page ${gone.join(', ')}`);
  return paths.flatMap((path) => {
    if (known[path] === undefined && path.includes(':')) throw new Error(`say what ${path} is of`);
    return known[path] ?? [asItIs(path)];
  });
};
