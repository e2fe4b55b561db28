// Reads a CDK cloud assembly: its stacks in the order of their dependencies, and the assets they name.
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve as resolvePath } from 'node:path';

export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Record<string, unknown>;
  readonly DependsOn?: string | readonly string[];
  readonly Condition?: string;
  readonly Metadata?: Record<string, unknown>;
}

export interface TemplateParameter {
  readonly Type: string;
  readonly Default?: unknown;
}

export interface Template {
  readonly Parameters?: Readonly<Record<string, TemplateParameter>>;
  readonly Mappings?: Readonly<Record<string, Record<string, Record<string, unknown>>>>;
  readonly Conditions?: Readonly<Record<string, unknown>>;
  readonly Resources?: Readonly<Record<string, TemplateResource>>;
  readonly Outputs?: Readonly<
    Record<
      string,
      { Value: unknown; Description?: string; Export?: { Name: unknown }; Condition?: string }
    >
  >;
}

export interface Stack {
  readonly name: string;
  readonly template: Template;
  /** Directory of an asset by its object key, image tag or hash. */
  readonly asset: (reference: string) => string | undefined;
}

interface Artifact {
  readonly type: string;
  readonly dependencies?: readonly string[];
  readonly displayName?: string;
  readonly properties?: { templateFile?: string; stackName?: string; directoryName?: string };
}

interface AssetManifest {
  readonly files?: Record<string, { source: { path?: string } }>;
  readonly dockerImages?: Record<string, { source: { directory?: string } }>;
}

function readJson<T>(file: string): T {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as T;
  } catch (error) {
    throw new Error(`the assembly's ${file} cannot be read: ${(error as Error).message}`);
  }
}

function readAssets(directory: string, artifactId: string): Map<string, string> {
  const file = join(directory, `${artifactId}.assets.json`);
  const assets = new Map<string, string>();
  if (!existsSync(file)) return assets;
  const { files = {}, dockerImages = {} } = readJson<AssetManifest>(file);
  for (const [hash, { source }] of Object.entries(files)) {
    if (source.path) assets.set(hash, resolvePath(directory, source.path));
  }
  for (const [hash, { source }] of Object.entries(dockerImages)) {
    if (source.directory) assets.set(hash, resolvePath(directory, source.directory));
  }
  return assets;
}

function readStack(directory: string, id: string, artifact: Artifact): Stack {
  const template = readJson<Template>(join(directory, artifact.properties?.templateFile ?? ''));
  const assets = readAssets(directory, id);
  return {
    name: artifact.properties?.stackName ?? id,
    template,
    asset(reference) {
      // `<hash>.zip` is an object key, `….dkr.ecr…/repository:<hash>` an image.
      const hash = /([0-9a-f]{64})(?:\.\w+)?$/.exec(reference)?.[1] ?? reference;
      return assets.get(hash);
    },
  };
}

function inOrder(artifacts: Readonly<Record<string, Artifact>>): string[] {
  const ordered: string[] = [];
  const seen = new Set<string>();
  function visit(id: string): void {
    if (seen.has(id)) return;
    seen.add(id);
    for (const dependency of artifacts[id]?.dependencies ?? []) visit(dependency);
    ordered.push(id);
  }
  for (const id of Object.keys(artifacts)) visit(id);
  return ordered;
}

export function readAssembly(directory: string): Stack[] {
  const file = join(directory, 'manifest.json');
  if (!existsSync(file)) {
    throw new Error(`there is no cloud assembly in ${directory}; run \`npm run synth\` first`);
  }
  const { artifacts = {} } = readJson<{ artifacts?: Record<string, Artifact> }>(file);
  return inOrder(artifacts).flatMap((id) => {
    const artifact = artifacts[id];
    if (artifact?.type === 'aws:cloudformation:stack') return [readStack(directory, id, artifact)];
    if (artifact?.type === 'cdk:cloud-assembly') {
      return readAssembly(join(directory, artifact.properties?.directoryName ?? ''));
    }
    return [];
  });
}
