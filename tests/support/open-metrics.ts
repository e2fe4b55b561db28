// Reads OpenMetrics by the rules of its specification and throws where one is broken: https://prometheus.io/docs/specs/om/open_metrics_spec/#abnf

export interface Exemplar {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
  /** Seconds since 1970. */
  readonly timestamp: number;
}

export interface Sample {
  readonly family: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
  readonly exemplar?: Exemplar;
}

const labels = String.raw`[a-zA-Z_]\w*="(?:[^"\\\n]|\\["n\\])*"`;
const set = String.raw`\{((?:${labels}(?:,${labels})*)?)\}`;
const number = String.raw`[+-]?(?:\d+(?:\.\d*)?(?:e[+-]?\d+)?|Inf)|NaN`;
const sampleLine = new RegExp(
  `^([a-zA-Z_:][\\w:]*)(?:${set})? (${number})(?: # ${set} (${number}) (${number}))?$`,
);
const metadataLine = /^# (TYPE|HELP|UNIT) ([a-zA-Z_:][\w:]*) (.+)$/;

const suffixes: Readonly<Record<string, readonly string[]>> = {
  counter: ['_total', '_created'],
  gauge: [''],
  histogram: ['_bucket', '_sum', '_count', '_created'],
};

const fail = (line: string, why: string): never => {
  throw new Error(`${why}: ${line}`);
};

const numberOf = (text: string): number => Number(text.replace('Inf', 'Infinity'));

const labelsOf = (line: string, text = ''): Record<string, string> => {
  const found = [...text.matchAll(new RegExp(labels, 'g'))].map(([pair]) => {
    const [name = '', ...value] = pair.split('=');
    return [name, JSON.parse(value.join('=')) as string] as const;
  });
  if (new Set(found.map(([name]) => name)).size < found.length) fail(line, 'a label comes twice');
  return Object.fromEntries(found);
};

const exemplarOf = (line: string, [, , , , text, value, timestamp]: RegExpExecArray) => {
  if (value === undefined || timestamp === undefined) return {};
  const exemplar = { labels: labelsOf(line, text), value: numberOf(value) };
  const size = Object.entries(exemplar.labels).flat().join('').length;
  if (size > 128) fail(line, 'an exemplar has more than 128 characters');
  return { exemplar: { ...exemplar, timestamp: numberOf(timestamp) } };
};

const checked = (line: string, sample: Sample, type: string): Sample => {
  const suffix = sample.name.slice(sample.family.length);
  if (!sample.name.startsWith(sample.family) || !suffixes[type]?.includes(suffix)) {
    fail(line, `no sample of the ${type} ${sample.family}`);
  }
  const { exemplar } = sample;
  if (suffix === '_bucket') {
    const { le = '' } = sample.labels;
    if (!/[.+]/.test(le)) fail(line, 'the bound of a bucket is no float');
    if (exemplar && exemplar.value > numberOf(le)) fail(line, 'the exemplar is of another bucket');
  } else if (exemplar && suffix !== '_total') {
    fail(line, 'an exemplar has no place here');
  }
  return sample;
};

/** Families in the order they come; answers the one that the next samples are of. */
const createFamilies = () => {
  const types = new Map<string, string>();
  let current = '';
  return {
    said: (line: string, [, kind, name = '', value = '']: RegExpExecArray): void => {
      if (kind !== 'TYPE' && name !== current) fail(line, 'it stands outside of its family');
      if (kind === 'TYPE' && types.has(name)) fail(line, 'a family comes twice');
      if (kind === 'TYPE') types.set(name, value);
      current = name;
    },
    current: () => ({ family: current, type: types.get(current) ?? 'nothing' }),
  };
};

export const readOpenMetrics = (text: string): readonly Sample[] => {
  const end = '\n# EOF\n';
  if (!text.endsWith(end)) fail(text.slice(-40), 'it does not end with # EOF');
  const families = createFamilies();
  const samples: Sample[] = [];
  for (const line of text.slice(0, -end.length).split('\n')) {
    const metadata = metadataLine.exec(line);
    if (metadata !== null) {
      families.said(line, metadata);
      continue;
    }
    const found = sampleLine.exec(line) ?? fail(line, 'no line of OpenMetrics');
    const { family, type } = families.current();
    const [, name = '', labels, value = ''] = found;
    const sample = { family, name, labels: labelsOf(line, labels), value: numberOf(value) };
    samples.push(checked(line, { ...sample, ...exemplarOf(line, found) }, type));
  }
  return samples;
};
