// Folders and files are arranged as the documents say: who may import whom.
import { describe, expect, it } from 'vitest';
import { architecturePage, floors, roomOf } from '../support/architecture-page.ts';
import { arrowsBetween, type SourceFile, sourceFiles } from '../support/source-tree.ts';

const files = sourceFiles();

const pathsOf = (found: readonly SourceFile[]): string[] => found.map(({ path }) => path).sort();

describe('the page of the documents', () => {
  it('is what the imports say', async () => {
    await expect(architecturePage(files)).toMatchFileSnapshot('../../docs/architecture.md');
  });
});

describe('platform', () => {
  const order = Object.keys(floors);

  it('has the rooms that the page names', () => {
    const rooms = new Set(
      files.map(({ path }) => roomOf(path)).filter((room) => room !== undefined),
    );
    expect([...rooms].sort()).toEqual([...order].sort());
  });

  it('has no room that stands on one above it', () => {
    const arrows = [...arrowsBetween(files, roomOf)].flatMap(([from, to]) =>
      [...to].map((each) => [from, each] as const),
    );
    expect(arrows.filter(([from, to]) => order.indexOf(from) < order.indexOf(to))).toEqual([]);
  });

  it('names no service', () => {
    const services = /\/(functions|containers)\//;
    const found = files.filter(
      ({ path, uses }) =>
        path.startsWith('platform/') && uses.some((used) => services.test(`/${used}`)),
    );
    expect(pathsOf(found)).toEqual([]);
  });
});

describe('the embedded cloud', () => {
  const cloudRoomOf = (path: string): string | undefined =>
    /^localstack\/([^/]+)\//.exec(path)?.[1];
  const arrows = arrowsBetween(files, cloudRoomOf);

  it('has no rooms that stand on each other', () => {
    const left = new Map([...arrows].map(([from, to]) => [from, new Set(to)]));
    for (let free = true; free; ) {
      const onGround = [...left].filter(([, to]) => ![...to].some((each) => left.has(each)));
      for (const [room] of onGround) left.delete(room);
      free = onGround.length > 0;
    }
    expect([...left.keys()]).toEqual([]);
  });

  it('has a contract that knows no service, and services that know no composition', () => {
    expect([...(arrows.get('cloud') ?? [])]).toEqual([]);
    const composing = ['tandem', 'commands', 'emulators', 'faults'];
    const users = [...arrows].filter(([, to]) => to.has('embedded')).map(([from]) => from);
    expect(users.filter((from) => !composing.includes(from))).toEqual([]);
  });
});

describe('services', () => {
  const serviceOf = (path: string): string | undefined =>
    /^(?:functions|containers)\/[^/]+/.exec(path)?.[0];

  it('none imports another', () => {
    expect([...arrowsBetween(files, serviceOf)]).toEqual([]);
  });

  it('have an entry, and none imports more than ten modules', () => {
    const entries = files.filter(({ path }) => path.endsWith('.entry.ts'));
    const services = new Set(files.map(({ path }) => serviceOf(path)).filter(Boolean));
    expect(new Set(entries.map(({ path }) => serviceOf(path)))).toEqual(services);
    expect(pathsOf(entries.filter(({ imports }) => imports > 10))).toEqual([]);
  });
});
