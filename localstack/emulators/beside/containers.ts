// What is known of the containers from the templates: where their code is, which paths are theirs, how they learn their environment.

import type { Resource, Template } from '../assembly/template.ts';

export interface ContainerService {
  readonly service: string;
  /** Asset with the bundle, in the assembly. */
  readonly directory: string;
  /** Path patterns of its rule at the load balancer. */
  readonly paths: readonly string[];
  /** Parameter with its environment as the emulator's CloudFormation has resolved it. */
  readonly parameter: string;
  /** Commands that a schedule puts into its inbox each minute, with the placeholders of EventBridge Scheduler. */
  readonly commands: readonly string[];
}

interface ContainerDefinition {
  readonly Name: string;
  readonly Image?: { readonly 'Fn::Sub'?: string };
  readonly Environment?: readonly { readonly Name: string; readonly Value: unknown }[];
}

const parameterOf = (stage: string, service: string) => `/tandem/${stage}/${service}/environment`;

function definitionsOf(template: Template, service?: string): ContainerDefinition[] {
  return Object.values(template.Resources)
    .filter(({ Type }) => Type === 'AWS::ECS::TaskDefinition')
    .flatMap(({ Properties }) => Properties?.ContainerDefinitions as ContainerDefinition[])
    .filter(
      ({ Name, Environment = [] }) =>
        Environment.some((each) => each.Name === 'SERVICE' && each.Value === Name) &&
        (service === undefined || Name === service),
    );
}

function pathsOf(template: Template): string[] {
  return Object.values(template.Resources)
    .filter(({ Type }) => Type === 'AWS::ElasticLoadBalancingV2::ListenerRule')
    .flatMap(({ Properties }) => Properties?.Conditions as Resource['Properties'][])
    .flatMap((condition) => {
      const { Values } = (condition?.PathPatternConfig ?? {}) as { Values?: string[] };
      return Values ?? [];
    });
}

const placeholder = /<aws\.scheduler\.([a-z-]+)>/g;

const inputOf = ({ Type, Properties }: Resource): string => {
  if (Type !== 'AWS::Scheduler::Schedule') return '';
  const { Input } = (Properties?.Target ?? {}) as { Input?: unknown };
  return typeof Input === 'string' ? Input : '';
};

const isCommand = (resource: Resource): boolean => inputOf(resource).includes('<aws.scheduler.');

/** Without the schedules whose commands this program sends itself: not every emulator fills in the placeholders. */
export function withoutCommands(template: Template): Template {
  const kept = Object.entries(template.Resources).filter(([, resource]) => !isCommand(resource));
  return { ...template, Resources: Object.fromEntries(kept) };
}

/** https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html */
export function fillIn(command: string, execution: string, time: string): string {
  const values: Record<string, string> = { 'execution-id': execution, 'scheduled-time': time };
  return command.replace(placeholder, (whole, name: string) => values[name] ?? whole);
}

export function containersOf(template: Template, stage: string): ContainerService[] {
  return definitionsOf(template).map(({ Name, Image }) => {
    const hash = /:([0-9a-f]{64})$/.exec(Image?.['Fn::Sub'] ?? '')?.[1];
    if (hash === undefined) throw new Error(`the image of ${Name} is no asset of the assembly`);
    return {
      service: Name,
      directory: `asset.${hash}`,
      paths: pathsOf(template),
      parameter: parameterOf(stage, Name),
      commands: Object.values(template.Resources).filter(isCommand).map(inputOf),
    };
  });
}

/** Lines `NAME=value`: CloudFormation has no JSON function that every emulator knows. */
export function withEnvironmentParameters(template: Template, stage: string): Template {
  const parameters = definitionsOf(template).map(({ Name, Environment = [] }) => {
    const lines = Environment.map((each) => ({ 'Fn::Join': ['', [`${each.Name}=`, each.Value]] }));
    const resource: Resource = {
      Type: 'AWS::SSM::Parameter',
      Properties: {
        Name: parameterOf(stage, Name),
        Type: 'String',
        Value: { 'Fn::Join': ['\n', lines] },
      },
    };
    return [`EmulatorEnvironment${Name}`, resource] as const;
  });
  return { ...template, Resources: { ...template.Resources, ...Object.fromEntries(parameters) } };
}

export function readEnvironment(value: string): Record<string, string> {
  return Object.fromEntries(
    value.split('\n').map((line) => {
      const at = line.indexOf('=');
      return [line.slice(0, at), line.slice(at + 1)];
    }),
  );
}
