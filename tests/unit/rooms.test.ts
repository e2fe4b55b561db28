// Rooms stay small: what the code is held to as a whole, and the worst places where it is not.
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { circlesOf, codeFiles, type Measured } from '../support/code-shape.ts';

const files = codeFiles();
const lines = files.reduce((sum, file) => sum + file.lines, 0);

const above = (limit: number, measured: readonly Measured[]): readonly Measured[] =>
  measured.filter(({ size }) => size > limit).toSorted((a, b) => b.size - a.size);

const worst = (found: readonly Measured[]): string =>
  found
    .slice(0, 20)
    .map(({ size, place }) => `${size} ${place}`)
    .join('\n');

const by = (size: 'lines' | 'imports'): Measured[] =>
  files.map((file) => ({ place: file.path, size: file[size] }));

describe('files', () => {
  it('have 300 lines at most, a dozen of them more than 200, and half of them 80', () => {
    const large = above(200, by('lines'));
    expect(large.filter(({ size }) => size > 300)).toEqual([]);
    expect(large.length, worst(large)).toBeLessThanOrEqual(12);
    expect(above(80, by('lines')).length).toBeLessThan(files.length / 2);
  });

  it('import more than eight modules in eight of a hundred at most', () => {
    const many = above(8, by('imports'));
    expect((100 * many.length) / files.length, worst(many)).toBeLessThanOrEqual(8);
  });

  it('lie fifteen in a folder at most', () => {
    const folders = [...Map.groupBy(files, ({ path }) => dirname(path))];
    const counted = folders.map(([place, inside]) => ({ place, size: inside.length }));
    expect(above(15, counted)).toEqual([]);
  });

  it('do not need each other in a circle', () => {
    expect(circlesOf(files)).toEqual([]);
  });
});

describe('functions', () => {
  it('are longer than 40 lines twice in a thousand lines at most', () => {
    const long = above(
      40,
      files.flatMap(({ functions }) => functions),
    );
    expect((1_000 * long.length) / lines, worst(long)).toBeLessThanOrEqual(2);
  });

  it('make different things under different names', () => {
    const made = files.flatMap(({ path, makers }) => makers.map((name) => ({ name, path })));
    const twice = [...Map.groupBy(made, ({ name }) => name)].filter(([, all]) => all.length > 1);
    expect(made.length).toBeGreaterThan(100);
    expect(twice).toEqual([]);
  });

  it('list four parameters at most', () => {
    const parameters = files.flatMap((file) => file.parameters);
    expect(above(4, parameters)).toEqual([]);
  });
});
