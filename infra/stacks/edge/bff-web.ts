// BffWeb: pages of web shops by GraphQL. One function that owns nothing and may nothing but call the public API.
import type { Construct } from 'constructs';
import { ServiceFunction } from '../../constructs/compute/service-function.ts';
import { httpEnvironment, lookFrom } from '../../environment.ts';
import { lookUp } from '../../names.ts';
import type { StageConfig } from '../../stages.ts';
import { TandemStack } from '../../tandem-stack.ts';

const graphqlEnvironment = ({ graphql }: StageConfig) => ({
  GRAPHQL_DOCUMENTS: graphql.documents,
  GRAPHQL_INTROSPECTION: graphql.introspection ? 'on' : 'off',
  GRAPHQL_MAX_ALIASES: String(graphql.aliases),
  GRAPHQL_MAX_COST: String(graphql.cost),
  GRAPHQL_MAX_DEPTH: String(graphql.depth),
  GRAPHQL_MAX_TOKENS: String(graphql.tokens),
});

export class BffWebStack extends TandemStack {
  constructor(scope: Construct, stage: StageConfig) {
    super(scope, 'BffWeb', stage);
    new ServiceFunction(this, 'Handler', {
      stage,
      service: 'bff-web',
      entry: 'handler',
      startedBy: 'request',
      // More CPU: it reads and checks documents, and joins answers, while a page waits.
      memorySize: 1024,
      environment: {
        ...httpEnvironment(lookFrom(this, stage), stage),
        ...graphqlEnvironment(stage),
        API_URL: lookUp(this, stage, 'platform/api-url'),
      },
    });
  }
}
