// Api: the routes of the REST API, who may pass, and the stage `v1`.
import type { Construct } from 'constructs';
import { api } from '../../../events/http/api.ts';
import { apiContents } from '../../constructs/api/api-contents.ts';
import { deployedStage } from '../../constructs/api/deployed-stage.ts';
import { apiFront } from '../../constructs/api/front/api-front.ts';
import { LegacyWay } from '../../constructs/api/legacy-way.ts';
import { lookUp } from '../../names.ts';
import type { StageConfig } from '../../stages.ts';
import { TandemStack } from '../../tandem-stack.ts';

export class ApiStack extends TandemStack {
  constructor(scope: Construct, stage: StageConfig, routes = api) {
    super(scope, 'Api', stage);
    const restApiId = lookUp(this, stage, 'platform/rest-api-id');
    const legacy = stage.legacy && new LegacyWay(this, 'Legacy', stage, stage.legacy);
    const contents = apiContents(this, { stage, restApiId, routes, ...(legacy && { legacy }) });
    const apiStage = deployedStage(this, { stage, restApiId, ...contents });
    legacy?.open(apiStage);
    apiFront(this, stage, apiStage);
  }
}
