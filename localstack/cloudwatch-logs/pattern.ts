// Filter patterns of CloudWatch Logs over unstructured lines.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
import { AwsError } from '../cloud/protocol/edge-protocol.ts';

const term = /([?-]?)(?:"((?:[^"\\]|\\.)*)"|(\S+))/g;

/** All plain terms, one of those with `?`, none of those with `-`; patterns of members are refused. */
export function linePattern(pattern: string): (text: string) => boolean {
  if (/^\s*[{[%]/.test(pattern)) {
    throw new AwsError(
      'InvalidParameterException',
      'filter patterns of members, columns and regular expressions are not part of the embedded cloud: use terms',
    );
  }
  const terms = [...pattern.matchAll(term)].map(([, sign = '', quoted, plain]) => ({
    sign,
    text: quoted?.replace(/\\(.)/g, '$1') ?? plain ?? '',
  }));
  const those = (wanted: string) =>
    terms.filter(({ sign }) => sign === wanted).map(({ text }) => text);
  const [all, any, none] = [those(''), those('?'), those('-')];
  return (line) =>
    all.every((text) => line.includes(text)) &&
    (any.length === 0 || any.some((text) => line.includes(text))) &&
    !none.some((text) => line.includes(text));
}
