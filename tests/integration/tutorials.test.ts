// The tutorials that edit sources work as written: their edits fit, and what they tell to run is green.
import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyOfSources } from '../support/copy-of-sources.ts';
import { tutorial } from '../support/tutorial.ts';

const green = { status: 0, said: '' };

describe.each(['add-a-field', 'replace-the-payment-provider'])('%s', (name) => {
  let root: string;
  let page: ReturnType<typeof tutorial>;
  beforeAll(() => {
    root = copyOfSources();
    page = tutorial(name, root);
    expect(page.apply()).toEqual(green);
  });
  afterAll(() => rmSync(root, { recursive: true }));

  it('has edits of the right types and form', () => {
    expect(page.checkTypes()).toEqual(green);
    expect(page.checkForm()).toEqual(green);
  });

  it('has commands that are green', () => {
    expect(page.commands.length).toBeGreaterThan(0);
    for (const command of page.commands) expect(page.run(command)).toEqual(green);
  });
});
