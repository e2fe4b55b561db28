// What a person sees of a start: one step a family of resources, with counts or names and the time it took.
import type { Resource } from '../cloud/cloud.ts';

export interface Step {
  readonly name: string;
  readonly text: string;
  readonly durationMs: number;
}

export interface Progress {
  created(resource: Resource, durationMs: number): void;
  report(): void;
}

const families: Readonly<Record<string, string>> = {
  DynamoDB: 'dynamodb',
  SQS: 'messaging',
  SNS: 'messaging',
  Lambda: 'functions',
  ECS: 'containers',
};

const plural = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`;

function service(resource: Resource): string {
  const environment = resource.properties.Environment as
    | { Variables?: Record<string, string> }
    | undefined;
  return environment?.Variables?.SERVICE ?? String(resource.properties.FunctionName);
}

function textOf(family: string, made: readonly Resource[]): string {
  const of = (type: string) => made.filter((resource) => resource.type === type);
  switch (family) {
    case 'dynamodb':
      return plural(made.length, 'table');
    case 'functions':
      return [...new Set(of('AWS::Lambda::Function').map(service))].join(' ');
    case 'containers':
      return of('AWS::ECS::Service')
        .map(({ properties, logicalId }) => String(properties.ServiceName ?? logicalId))
        .join(' ');
    default: {
      const queues = of('AWS::SQS::Queue');
      const sources = queues.filter(({ properties }) => properties.RedrivePolicy).length;
      const topics = plural(of('AWS::SNS::Topic').length, 'topic');
      return `${topics} ${plural(sources, 'queue')} ${plural(queues.length - sources, 'DLQ')}`;
    }
  }
}

export function createDeploymentProgress(onStep: (step: Step) => void): Progress {
  const made = new Map<string, Resource[]>();
  const durations = new Map<string, number>();
  return {
    created(resource, durationMs) {
      const family = families[resource.type.split('::')[1] ?? ''];
      if (family === undefined) return;
      made.set(family, [...(made.get(family) ?? []), resource]);
      durations.set(family, (durations.get(family) ?? 0) + durationMs);
    },
    report() {
      for (const name of ['dynamodb', 'messaging', 'functions', 'containers']) {
        const resources = made.get(name);
        if (!resources) continue;
        onStep({ name, text: textOf(name, resources), durationMs: durations.get(name) ?? 0 });
      }
    },
  };
}
