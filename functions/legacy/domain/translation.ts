// An answer of the legacy shop in our shape, by a template that is data:
//   "/title"                                 what is there (JSON Pointer)
//   { "$each": "/rows", "$as": template }    a list, each item by the template
//   { "$of": "/price", "$times": 100 }       a number, rounded to a whole one
//   { "$value": "EUR" }                      this very value
// Other objects and lists are taken member by member, other values as they are. What is not there is left out.

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const unescaped = (part: string): string => part.replaceAll('~1', '/').replaceAll('~0', '~');

const found = (source: unknown, pointer: string): unknown =>
  pointer
    .split('/')
    .slice(1)
    .map(unescaped)
    .reduce<unknown>(
      (value, name) =>
        typeof value === 'object' && value !== null && Object.hasOwn(value, name)
          ? (value as Readonly<Record<string, unknown>>)[name]
          : undefined,
      source,
    );

/** 1.005 × 100 is 100.49999999999999 to the machine, and a cent less than it is. */
const product = (one: number, other: number): number => {
  const number = one * other;
  return Number.isInteger(number) ? number : Number(number.toPrecision(15));
};

const scaled = (value: unknown, times: unknown): number | undefined => {
  const isNumber = typeof value === 'number' || (typeof value === 'string' && value.trim() !== '');
  const number = isNumber ? Math.round(product(Number(value), Number(times))) : Number.NaN;
  return Number.isSafeInteger(number) ? number : undefined;
};

const byDirective = (template: Readonly<Record<string, unknown>>, source: unknown): unknown => {
  if ('$value' in template) return template.$value;
  if ('$of' in template) return scaled(found(source, String(template.$of)), template.$times ?? 1);
  const items = found(source, String(template.$each));
  return Array.isArray(items) ? items.map((item) => translate(template.$as, item)) : undefined;
};

const isDirective = (template: object): boolean =>
  ['$value', '$of', '$each'].some((name) => Object.hasOwn(template, name));

export const translate = (template: unknown, source: unknown): unknown => {
  if (typeof template === 'string' && template.startsWith('/')) return found(source, template);
  if (Array.isArray(template)) return template.map((item) => translate(item, source));
  if (!isObject(template)) return template;
  if (isDirective(template)) return byDirective(template, source);
  return Object.fromEntries(
    Object.entries(template)
      .map(([name, part]): [string, unknown] => [name, translate(part, source)])
      .filter(([, value]) => value !== undefined),
  );
};
