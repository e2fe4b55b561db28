// All resources of a synthesised system, and how they point at each other.

type Json = Record<string, unknown>;

export interface Resource {
  readonly stack: string;
  readonly id: string;
  readonly type: string;
  readonly properties: Json;
  readonly dependsOn: readonly string[];
  readonly deletionPolicy: string | undefined;
  readonly updatePolicy: Json | undefined;
}

interface Template {
  readonly Resources: Record<
    string,
    {
      readonly Type: string;
      readonly Properties?: Json;
      readonly DependsOn?: readonly string[];
      readonly DeletionPolicy?: string;
      readonly UpdatePolicy?: Json;
    }
  >;
  readonly Parameters?: Record<string, { readonly Type: string; readonly Default: string }>;
  readonly Outputs?: Record<string, Json>;
  readonly Conditions?: Json;
}

/** The value at a dotted path, e.g. `SSESpecification.SSEEnabled`. */
export const at = (value: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((part, key) => (part as Json | undefined)?.[key], value);

export const numberAt = (value: unknown, path: string): number => Number(at(value, path));

/** JSON of the value at a path, empty if there is none. */
export const textAt = (value: unknown, path: string): string =>
  JSON.stringify(at(value, path)) ?? '';

export const listAt = (value: unknown, path: string): readonly unknown[] => {
  const found = at(value, path);
  if (found === undefined) return [];
  return Array.isArray(found) ? found : [found];
};

/** Puts another value at a dotted path; `undefined` takes it away. */
export const set = (target: unknown, path: string, value: unknown): void => {
  const end = path.lastIndexOf('.');
  const parent = end < 0 ? target : at(target, path.slice(0, end));
  const key = path.slice(end + 1);
  if (value === undefined) delete (parent as Json)[key];
  else (parent as Json)[key] = value;
};

/** Logical ids and parameters a value refers to, however deep. */
export const references = (value: unknown): readonly string[] => {
  if (Array.isArray(value)) return value.flatMap(references);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    if (key === 'Ref') return [String(inner)];
    if (key === 'Fn::GetAtt') return [String((inner as unknown[])[0])];
    return references(inner);
  });
};

export class System {
  readonly files: Readonly<Record<string, string>>;
  readonly templates: ReadonlyMap<string, Template>;
  resources: Resource[];

  constructor(files: Readonly<Record<string, string>>) {
    this.files = files;
    const suffix = '.template.json';
    this.templates = new Map(
      Object.entries(files)
        .filter(([name]) => name.endsWith(suffix))
        .map(([name, text]) => [name.slice(0, -suffix.length), JSON.parse(text) as Template]),
    );
    this.resources = [...this.templates].flatMap(([stack, { Resources }]) =>
      Object.entries(Resources).map(([id, resource]) => ({
        stack,
        id,
        type: resource.Type,
        properties: resource.Properties ?? {},
        dependsOn: resource.DependsOn ?? [],
        deletionPolicy: resource.DeletionPolicy,
        updatePolicy: resource.UpdatePolicy,
      })),
    );
  }

  of(type: string): readonly Resource[] {
    return this.resources.filter((resource) => resource.type === type);
  }

  /** Resources of a type in the same stack that this value refers to. */
  referred(from: Resource, value: unknown, type: string): readonly Resource[] {
    const ids = references(value);
    return this.of(type).filter(({ stack, id }) => stack === from.stack && ids.includes(id));
  }

  /** Resources of a type whose value at a path refers to this resource. */
  referring(to: Resource, type: string, path: string): readonly Resource[] {
    return this.of(type).filter(
      ({ stack, properties }) =>
        stack === to.stack && references(at(properties, path)).includes(to.id),
    );
  }

  remove(type: string): void {
    this.resources = this.resources.filter((resource) => resource.type !== type);
  }

  copy(): System {
    return new System(this.files);
  }

  /** Names of the parameters a stack takes from SSM. */
  readParameters(stack: string): readonly string[] {
    return Object.values(this.templates.get(stack)?.Parameters ?? {}).map(({ Default }) => Default);
  }
}
