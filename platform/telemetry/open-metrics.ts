// Figures in the text of OpenMetrics, where a measurement names its trace: https://prometheus.io/docs/specs/om/open_metrics_spec/
// prom-client's own takes `_total` from the names of its counters for good, and whoever asks for the other text next misses it there.
import { type MetricObjectWithValues, type MetricValue, Registry } from 'prom-client';

type Labels = Readonly<Record<string, string | number | undefined>>;

/** As `getMetricsAsJSON` has them of a histogram; the types of prom-client leave out half. */
interface Sample {
  readonly labels: Labels;
  readonly value: number;
  readonly metricName?: string;
  readonly exemplar?: {
    readonly labelSet: Labels;
    readonly value: number;
    /** Seconds since 1970. */
    readonly timestamp: number;
  } | null;
}

export const openMetricsType = Registry.OPENMETRICS_CONTENT_TYPE;
const [mediaType = '', version = ''] = openMetricsType.split('; ');

/** https://www.rfc-editor.org/rfc/rfc9110#name-quality-values; what is none weighs nothing. */
const weight = /^q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/;

const rangesOf = (accept: string) =>
  accept.split(',').map((range) => {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const said = parameters.find((parameter) => parameter.startsWith('q='));
    return { type, parameters, weight: Number(weight.exec(said ?? 'q=1')?.[1] ?? 0) };
  });

/** Does an `Accept` ask for OpenMetrics? Who takes anything is told in the text that everybody knows. */
export const wantsOpenMetrics = (accept = ''): boolean => {
  const ranges = rangesOf(accept);
  const weightOf = (of: (range: (typeof ranges)[number]) => boolean): number | undefined => {
    const weights = ranges.filter(of).map(({ weight }) => weight);
    return weights.length === 0 ? undefined : Math.max(...weights);
  };
  const plain = ['text/plain', 'text/*', '*/*'].map((wanted) =>
    weightOf(({ type }) => type === wanted),
  );
  const open = weightOf(
    ({ type, parameters }) =>
      type === mediaType &&
      parameters.every((each) => !each.startsWith('version=') || each === version),
  );
  return (open ?? 0) > 0 && (open ?? 0) >= (plain.find((each) => each !== undefined) ?? 0);
};

const numberOf = (value: number): string =>
  Number.isFinite(value) || Number.isNaN(value) ? String(value) : value > 0 ? '+Inf' : '-Inf';

/** Bounds of buckets are floats: https://prometheus.io/docs/specs/om/open_metrics_spec/#considerations-canonical-numbers */
const textOf = (label: string | number): string =>
  Number.isInteger(label) ? `${label}.0` : String(label);

const escaped = (text: string): string =>
  text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"');

const labelsOf = (labels: Labels): string =>
  Object.entries(labels)
    .map(([name, value = '']) => {
      const text = name === 'le' ? textOf(value) : String(value);
      return `${name}="${escaped(text)}"`;
    })
    .join(',');

const exemplarOf = ({ exemplar }: Sample): string => {
  if (exemplar === undefined || exemplar === null) return '';
  const { labelSet, value, timestamp } = exemplar;
  return ` # {${labelsOf(labelSet)}} ${numberOf(value)} ${numberOf(timestamp)}`;
};

const linesOf = ({ name, help, type, values }: MetricObjectWithValues<MetricValue<string>>) => {
  const isCounter = String(type) === 'counter';
  const family = isCounter ? name.replace(/_total$/, '') : name;
  const samples = (values as readonly Sample[]).map((sample) => {
    const { labels, value, metricName = isCounter ? `${family}_total` : family } = sample;
    const text = labelsOf(labels);
    return `${metricName}${text && `{${text}}`} ${numberOf(value)}${exemplarOf(sample)}`;
  });
  return [`# TYPE ${family} ${type}`, `# HELP ${family} ${escaped(help)}`, ...samples];
};

export const openMetrics = async (registry: Registry): Promise<string> => {
  const metrics = await registry.getMetricsAsJSON();
  return `${[...metrics.flatMap(linesOf), '# EOF'].join('\n')}\n`;
};
