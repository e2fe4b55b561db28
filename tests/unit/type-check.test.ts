// The types of what is saved: said when they are wrong, once when they are right again, and checked once more for what came meanwhile.
import { expect, test } from 'vitest';
import { createTypeCheck } from '../../localstack/tandem/build/type-check.ts';

test('wrong types are said, some of them, and that they are right again', async () => {
  const said: string[] = [];
  const found = [Array.from({ length: 7 }, (_, index) => `a.ts(${index},1): error TS1`), [], []];
  const check = createTypeCheck(
    (text) => said.push(text),
    async () => found.shift() ?? [],
  );
  check();
  await expect.poll(() => said.at(-1)).toBe('and 2 more: npx tsc --noEmit');
  expect(said).toHaveLength(6);
  check();
  await expect.poll(() => said.at(-1)).toBe('the types are right again');
  check();
  await expect.poll(() => found).toEqual([]);
  expect(said).toHaveLength(7);
});

test('what is saved while it checks is checked afterwards, and the older answer is not said', async () => {
  const said: string[] = [];
  const turns: ((errors: string[]) => void)[] = [];
  const check = createTypeCheck(
    (text) => said.push(text),
    () => new Promise((resolve) => turns.push(resolve)),
  );
  check();
  check();
  check();
  expect(turns).toHaveLength(1);
  turns[0]?.(['old: error TS1']);
  await expect.poll(() => turns.length).toBe(2);
  turns[1]?.(['new: error TS1']);
  await expect.poll(() => said).toEqual(['new: error TS1']);
});
