// What the templates of a stage ask of an account.
import type { TemplateResource } from '../costs/idle.ts';

export interface Wanted {
  readonly stage: string;
  readonly reservedConcurrency: number;
  /** With every service at full scale and replaced at the same time. */
  readonly virtualCpus: number;
  readonly virtualCpusAtFirst: number;
  readonly addresses: number;
  /** Of the REST API. */
  readonly apiResources: number;
  /** The operator's: nothing in the templates makes them. */
  readonly parameters: readonly string[];
  readonly stacks: readonly string[];
  /** What has a name of its own, by type and name, with the stack that makes it. */
  readonly named: readonly {
    readonly type: string;
    readonly name: string;
    readonly stack: string;
  }[];
}

interface Template {
  readonly Resources: Readonly<Record<string, TemplateResource>>;
  readonly Parameters?: Readonly<Record<string, { readonly Default?: string }>>;
}

const nameOf: Readonly<Record<string, string>> = {
  'AWS::DynamoDB::Table': 'TableName',
  'AWS::SecretsManager::Secret': 'Name',
  'AWS::Logs::LogGroup': 'LogGroupName',
  'AWS::Backup::BackupVault': 'BackupVaultName',
};

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

export const wantedBy = (stage: string, templates: Readonly<Record<string, Template>>): Wanted => {
  const all = Object.entries(templates).flatMap(([stack, { Resources }]) =>
    Object.values(Resources).map(({ Type, Properties = {} }) => ({ stack, Type, Properties })),
  );
  const of = (type: string) => all.filter(({ Type }) => Type === type);
  const cpus = (capacity: 'MinCapacity' | 'MaxCapacity') =>
    sum(
      of('AWS::ApplicationAutoScaling::ScalableTarget').map(({ stack, Properties }) => {
        const task = of('AWS::ECS::TaskDefinition').find((each) => each.stack === stack);
        return (Number(Properties[capacity]) * Number(task?.Properties.Cpu)) / 1024;
      }),
    );
  const made = new Set(of('AWS::SSM::Parameter').map(({ Properties }) => Properties.Name));
  const read = Object.values(templates).flatMap(({ Parameters = {} }) =>
    Object.values(Parameters).map(({ Default = '' }) => Default),
  );
  return {
    stage,
    reservedConcurrency: sum(
      of('AWS::Lambda::Function').map(({ Properties }) =>
        Number(Properties.ReservedConcurrentExecutions ?? 0),
      ),
    ),
    virtualCpus: 2 * cpus('MaxCapacity'),
    virtualCpusAtFirst: 2 * cpus('MinCapacity'),
    addresses: of('AWS::EC2::EIP').length,
    apiResources: of('AWS::ApiGateway::Resource').length,
    parameters: [...new Set(read)].filter((name) => name !== '' && !made.has(name)).sort(),
    stacks: Object.keys(templates),
    named: all.flatMap(({ stack, Type, Properties }) => {
      const name = Properties[nameOf[Type] ?? ''];
      return typeof name === 'string' ? [{ type: Type, name, stack }] : [];
    }),
  };
};
