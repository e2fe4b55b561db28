// Findings against the rows that accept them.
import type { Acknowledgement } from './acknowledgements.ts';

export interface Finding {
  readonly rule: string;
  /** Construct path below the stack's `Tandem-<stage>-`. */
  readonly path: string;
}

export interface Comparison {
  /** What no row accepts. */
  readonly open: readonly Finding[];
  /** Rows that no finding needs. */
  readonly unused: readonly Acknowledgement[];
}

export const belowStack = (path: string): string => path.replace(/^Tandem-[a-z]+-/, '');

export const compare = (
  rows: readonly Acknowledgement[],
  findings: readonly Finding[],
): Comparison => {
  const accepts = (row: Acknowledgement, finding: Finding): boolean =>
    row.rule === finding.rule && row.where.test(finding.path);
  return {
    open: findings.filter((finding) => !rows.some((row) => accepts(row, finding))),
    unused: rows.filter((row) => !findings.some((finding) => accepts(row, finding))),
  };
};
