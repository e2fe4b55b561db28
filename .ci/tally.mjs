// What the JSON reports of test runs say: `files` prints the red files of one, `tally` sums up one and, if there is one, the run of its red files alone.
import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';

const [what, first, second] = process.argv.slice(2);
const read = (file) => JSON.parse(readFileSync(file, 'utf8'));
const isRed = ({ status }) => status === 'failed';
const results = read(first);
const red = results.testResults.filter(isRed).map(({ name }) => relative(process.cwd(), name));
if (what === 'files') process.stdout.write(red.map((file) => `${file}\n`).join(''));
else {
  const alone = second && existsSync(second) ? read(second).testResults : undefined;
  const files = [...results.testResults.filter((file) => !alone || !isRed(file)), ...(alone ?? [])];
  const statuses = files.flatMap(({ assertionResults }) =>
    assertionResults.map((one) => one.status),
  );
  const [passed, failed] = ['passed', 'failed'].map(
    (wanted) => statuses.filter((status) => status === wanted).length,
  );
  const skipped = statuses.length - passed - failed;
  process.stdout.write(`${passed} passed, ${failed} failed, ${skipped} skipped\n`);
}
