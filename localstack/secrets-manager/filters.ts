// Which secrets a list is about.
import { AwsError } from '../cloud/protocol/edge-protocol.ts';
import type { Secret } from './secrets.ts';

export interface Filter {
  readonly Key?: string;
  readonly Values?: readonly string[];
}

type Texts = Readonly<Record<string, (secret: Secret) => readonly string[]>>;

/** What a filter looks at. */
const parts: Texts = {
  name: ({ name }) => [name],
  description: ({ description = '' }) => [description.toLowerCase()],
  'tag-key': ({ tags = [] }) => tags.map(({ Key = '' }) => Key),
  'tag-value': ({ tags = [] }) => tags.map(({ Value = '' }) => Value),
};
const texts: Texts = {
  ...parts,
  all: (secret) => Object.values(parts).flatMap((of) => of(secret)),
};
/** Values of a filter are prefixes; with `!` in front they exclude. */
export function passes(secret: Secret, filters: readonly Filter[] = []): boolean {
  return filters.every(({ Key = '', Values = [] }) => {
    const of = Object.hasOwn(texts, Key) ? texts[Key] : undefined;
    if (!of) {
      throw new AwsError(
        'InvalidParameterException',
        `the filter ${Key} is not part of the embedded cloud: ${Object.keys(texts).join(', ')}`,
      );
    }
    const begins = (value: string) =>
      of(secret).some((text) =>
        text.startsWith(Key === 'description' ? value.toLowerCase() : value),
      );
    return Values.some((value) =>
      value.startsWith('!') ? !begins(value.slice(1)) : begins(value),
    );
  });
}
