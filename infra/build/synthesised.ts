// The templates of a stage in a directory of their own, for what reads them: costs, preflight, cfn-lint.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

/** That something is going on, for a person; what is printed may be kept in a file. */
export const say = (text: string): void => {
  if (process.stderr.isTTY) process.stderr.write(` ${text}\n`);
};

/** Synthesised without validation, and removed after the use. */
export const withTemplates = <T>(
  stage: string,
  use: (files: readonly string[]) => T,
  context: Readonly<Record<string, string>> = {},
): T => {
  const directory = mkdtempSync(join(tmpdir(), 'tandem-templates-'));
  say(`synthesis of ${stage} …`);
  try {
    const { status, stderr } = spawnSync(process.execPath, ['infra/app.ts'], {
      encoding: 'utf8',
      env: {
        ...process.env,
        CDK_VALIDATION: 'false',
        CDK_OUTDIR: directory,
        CDK_CONTEXT_JSON: JSON.stringify({ ...context, stage }),
      },
    });
    if (status !== 0) throw new Error(stderr);
    const files = readdirSync(directory).filter((name) => name.endsWith('.template.json'));
    return use(files.map((name) => join(directory, name)));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
};

/** By the name of their stack. */
export const templatesOf = (stage: string) =>
  withTemplates(stage, (files) =>
    Object.fromEntries(
      files.map((file) => [
        basename(file, '.template.json'),
        JSON.parse(readFileSync(file, 'utf8')),
      ]),
    ),
  );
