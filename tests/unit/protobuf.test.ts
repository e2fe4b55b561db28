// The code kept beside the protobuf contracts is that of these contracts, and what was released stays (buf says more, where it can be had: .ci/check-proto).
import { globSync, readFileSync } from 'node:fs';
import type { DescFile } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { file_tandem_access_v1_access } from '../../events/proto/tandem/access/v1/access_pb.js';
import { file_tandem_problem_v1_problem } from '../../events/proto/tandem/problem/v1/problem_pb.js';
import { file_tandem_products_v1_quotes } from '../../events/proto/tandem/products/v1/quotes_pb.js';
import { file_grpc_health_v1_health } from '../../platform/rpc/proto/grpc/health/v1/health_pb.js';
import { file_grpc_reflection_v1_reflection } from '../../platform/rpc/proto/grpc/reflection/v1/reflection_pb.js';

/** `Quote repeated string skus 1`, and `rpc GetQuotes` with what it takes and gives: all that a caller's bytes hang on. */
const saidBy = (text: string): string[] => [
  ...[...text.matchAll(/^message (\w+) \{(.*?)^\}/gms)].flatMap(([, message, body = '']) =>
    [...body.matchAll(/^ +((?:repeated|optional) )?([\w.]+) (\w+) = (\d+)/gm)].map(
      ([, label = '', , name, number]) => `${message} ${label}${name} ${number}`,
    ),
  ),
  ...[...text.matchAll(/rpc (\w+)\((?:stream )?(\w+)\) returns \((?:stream )?(\w+)\)/g)].map(
    ([, name, input, output]) => `rpc ${name} ${input} ${output}`,
  ),
];

const labelOf = ({ proto, fieldKind }: DescFile['messages'][number]['fields'][number]): string => {
  if (fieldKind === 'list') return 'repeated ';
  return proto.proto3Optional ? 'optional ' : '';
};

const generatedFrom = ({ messages, services }: DescFile): string[] => [
  ...messages.flatMap(({ name: message, fields }) =>
    fields.map((field) => `${message} ${labelOf(field)}${field.name} ${field.number}`),
  ),
  ...services.flatMap(({ methods }) =>
    methods.map(({ name, input, output }) => `rpc ${name} ${input.name} ${output.name}`),
  ),
];

describe.each([
  ['events/proto', file_tandem_access_v1_access],
  ['events/proto', file_tandem_problem_v1_problem],
  ['events/proto', file_tandem_products_v1_quotes],
  ['platform/rpc/proto', file_grpc_health_v1_health],
  ['platform/rpc/proto', file_grpc_reflection_v1_reflection],
])('%s/$name', (folder, file) => {
  it('is what its code was made from', () => {
    const text = readFileSync(`${folder}/${file.proto.name}`, 'utf8');
    expect(generatedFrom(file)).toEqual(saidBy(text));
  });
});

describe('the released contracts', () => {
  const released = globSync('docs/contracts/proto/**/*.proto');

  it('are those of events/proto', () => {
    const ours = globSync('events/proto/**/*.proto');
    expect(released.map((path) => path.replace('docs/contracts', 'events'))).toEqual(ours);
  });

  it.each(released)('%s: nothing of it is gone', (path) => {
    const now = saidBy(readFileSync(path.replace('docs/contracts', 'events'), 'utf8'));
    expect(now).toEqual(expect.arrayContaining(saidBy(readFileSync(path, 'utf8'))));
  });

  it('a member that goes, or has another number, is noticed', () => {
    const text = readFileSync('events/proto/tandem/products/v1/quotes.proto', 'utf8');
    const said = saidBy(text);
    expect(said).toContain('GetQuotesRequest repeated skus 1');
    expect(saidBy(text.replace('string sku = 1;', ''))).not.toContain('Quote sku 1');
    expect(saidBy(text.replace('Money price = 4', 'Money price = 9'))).not.toEqual(said);
  });
});
