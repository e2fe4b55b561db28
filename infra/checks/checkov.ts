// Asks checkov (https://www.checkov.io) what it finds in templates.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { belowStack, type Finding } from './compare.ts';

export const hasCheckov = (): boolean =>
  spawnSync('checkov', ['--version'], { stdio: 'ignore' }).status === 0;

interface FailedCheck {
  readonly check_id: string;
  /** E.g. `/Tandem-dev-Auth.template.json`. */
  readonly file_path: string;
  /** Type and logical id: `AWS::SQS::Queue.Inbox1B64`. */
  readonly resource: string;
}

interface Report {
  readonly results: { readonly failed_checks: readonly FailedCheck[] };
  readonly summary: { readonly parsing_errors: number; readonly resource_count: number };
}

/** Construct paths of a template's resources by logical id; the CDK writes them into it. */
const pathsOf = (file: string): ReadonlyMap<string, string> => {
  const { Resources } = JSON.parse(readFileSync(file, 'utf8'));
  return new Map(
    Object.entries<{ Metadata?: { 'aws:cdk:path'?: string } }>(Resources).map(([id, resource]) => [
      id,
      belowStack(resource.Metadata?.['aws:cdk:path'] ?? id),
    ]),
  );
};

const reportOn = (files: readonly string[]): Report => {
  const output = mkdtempSync(join(tmpdir(), 'tandem-checkov-'));
  try {
    const options = ['--framework', 'cloudformation', '--quiet', '--compact', '--soft-fail'];
    const { status, stderr } = spawnSync(
      'checkov',
      // Without the guidelines, which are on its maker's server.
      [...options, '--skip-download', '-o', 'json', '--output-file-path', output, '-f', ...files],
      { encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'] },
    );
    if (status !== 0) throw new Error(`checkov: ${stderr.trim()}`);
    return JSON.parse(readFileSync(join(output, 'results_json.json'), 'utf8'));
  } finally {
    rmSync(output, { recursive: true, force: true });
  }
};

/** Of one assembly: checkov names a file without its folder. Throws where a template could not be read, which checkov itself passes over. */
export const findingsOfCheckov = (files: readonly string[]): readonly Finding[] => {
  const names = new Set(files.map((file) => basename(file)));
  if (names.size < files.length) throw new Error('two templates have one name: ask for each set');
  const { results, summary } = reportOn(files);
  if (summary.parsing_errors > 0 || summary.resource_count === 0) {
    throw new Error(
      `checkov could not read ${summary.parsing_errors} of ${files.length} templates`,
    );
  }
  const paths = new Map(files.map((file) => [basename(file), pathsOf(file)]));
  return results.failed_checks.map(({ check_id, file_path, resource }) => {
    const id = resource.slice(resource.indexOf('.') + 1);
    return { rule: check_id, path: paths.get(basename(file_path))?.get(id) ?? id };
  });
};
