// What a request brings of a new version: its value, its token and its stages.
import { randomUUID } from 'node:crypto';
import { AwsError } from '../cloud/protocol/edge-protocol.ts';
import type { SecretValue, SecretVersion } from './secrets.ts';

export interface Given {
  readonly SecretString?: string;
  /** Base64. */
  readonly SecretBinary?: string;
  readonly ClientRequestToken?: string;
  readonly VersionStages?: string[];
}

const maxValueBytes = 65_536;
const mostStages = 20;

export const invalid = (message: string) => new AwsError('InvalidParameterException', message);

export function within(what: string, size: number, least: number, most: number): void {
  if (size >= least && size <= most) return;
  throw invalid(`${what} must have a length between ${least} and ${most}.`);
}

/** Undefined where the request brings no value. */
export function givenValue({ SecretString, SecretBinary }: Given): SecretValue | undefined {
  if (SecretString !== undefined && SecretBinary !== undefined) {
    throw invalid(
      "You can't specify both a binary secret value and a string secret value in the same secret.",
    );
  }
  if (SecretBinary !== undefined) {
    within('SecretBinary', Buffer.from(SecretBinary, 'base64').length, 1, maxValueBytes);
    return { binary: SecretBinary };
  }
  if (SecretString === undefined) return undefined;
  within('SecretString', Buffer.byteLength(SecretString), 1, maxValueBytes);
  return { text: SecretString };
}

export function tokenOf({ ClientRequestToken: token }: Given): string {
  if (token !== undefined) within('ClientRequestToken', token.length, 32, 64);
  return token ?? randomUUID();
}

export function stagesOf({ VersionStages: stages = ['AWSCURRENT'] }: Given): string[] {
  within('VersionStages', stages.length, 1, mostStages);
  for (const stage of stages) within('A staging label', stage.length, 1, 256);
  return [...new Set(stages)];
}

export const sameValue = (version: SecretVersion, value: SecretValue) =>
  version.value === value.text && version.binary === value.binary;

export const hasValue = ({ value, binary }: SecretVersion) =>
  value !== undefined || binary !== undefined;
