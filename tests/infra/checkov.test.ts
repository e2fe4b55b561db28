// Findings of checkov: none without a reason, no reason without a finding, where checkov can be had.
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { api } from '../../events/http/api.ts';
import { findingsOfCheckov, hasCheckov } from '../../infra/checks/checkov.ts';
import { acknowledgementsOfCheckov } from '../../infra/checks/checkov-acknowledgements.ts';
import { compare } from '../../infra/checks/compare.ts';
import { variants } from '../../infra/checks/every-option.ts';
import { filesOf, placeholderBundles, synthesise } from './support/assembly.ts';

const removals: (() => void)[] = [];
afterAll(() => {
  for (const remove of removals) remove();
});
const later = (remove: () => void) => void removals.push(remove);

const templatesOf = (context: Readonly<Record<string, string>>): string[] => {
  const { status, errors, directory } = synthesise(
    { ...context, dist: placeholderBundles(later) },
    later,
  );
  expect([status, errors]).toEqual([0, '']);
  return Object.keys(filesOf(directory))
    .filter((name) => name.endsWith('.template.json'))
    .map((name) => join(directory, name));
};

const rows = acknowledgementsOfCheckov(api);

const missing = !hasCheckov();
const why = missing ? ' (not asked: checkov is not installed, pip install checkov)' : '';

describe.skipIf(missing)(`what checkov finds${why}`, () => {
  it('stands each with its reason, whatever the operator asks for, and no reason is left over', () => {
    // A set at a time: it names a template by its file alone.
    const found = variants.flatMap(({ stage, context }) =>
      findingsOfCheckov(templatesOf({ ...context, stage })),
    );
    expect(compare(rows, found)).toEqual({ open: [], unused: [] });
    expect(found.length).toBeGreaterThan(100);
  }, 600_000);
});

describe('a row', () => {
  const row = { rule: 'CKV_AWS_27', where: /^Orders\/Queue$/, reason: 'a test' };

  it('accepts its rule at its place, and nothing else', () => {
    const accepted = { rule: row.rule, path: 'Orders/Queue' };
    const elsewhere = { rule: row.rule, path: 'Products/Queue' };
    const other = { rule: 'CKV_AWS_33', path: 'Orders/Queue' };
    expect(compare([row], [accepted, elsewhere, other])).toEqual({
      open: [elsewhere, other],
      unused: [],
    });
  });

  it('that nothing needs is left over', () => {
    expect(compare([row], [])).toEqual({ open: [], unused: [row] });
  });

  it('says why in a sentence', () => {
    expect(rows.filter(({ reason }) => reason.length < 25)).toEqual([]);
  });
});
