// API Gateway: the REST APIs of the assembly, served on the public port.
import type { AwsService } from '../cloud/aws-service.ts';
import type { Access, Ground } from '../cloud/cloud.ts';
import { apiGatewayService } from './describe.ts';
import type { Behind } from './integrations/integrate.ts';
import { type ApiRegistry, createApis } from './model.ts';
import { apiGatewayResources } from './resources/api.ts';
import { gatewayOf } from './serve.ts';
import { type ServerNeeds, startGateway } from './server.ts';

interface Needs
  extends Pick<Behind, 'balancers' | 'functions'>,
    Pick<ServerNeeds, 'edge' | 'telemetry'> {
  readonly ground: Ground;
  readonly access: Pick<Access, 'check'>;
}

export interface ApiGateway extends AwsService {
  readonly apis: ApiRegistry;
  /** Listens; the resources of the assembly are already there. `site` is beside them. */
  start(site?: ServerNeeds['site']): Promise<void>;
}

export const apiGateway = ({ ground, access, ...behind }: Needs): ApiGateway => {
  const { region, endpoints, log, onStop } = ground;
  const apis = createApis();
  return {
    apis,
    api: { apigateway: apiGatewayService({ region, access, apis }) },
    resources: apiGatewayResources(apis),
    start(site) {
      const serve = gatewayOf({
        ...behind,
        account: ground,
        apis,
        log,
        ...(behind.telemetry && { keeps: behind.telemetry.keeps }),
      });
      return startGateway({ ...behind, serve, endpoints, log, onStop, site });
    },
  };
};
