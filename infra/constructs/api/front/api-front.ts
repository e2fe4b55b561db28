// What stands in front of the deployed API: its names, the keys of partners, and the firewall.
import { Aws } from 'aws-cdk-lib';
import type { CfnStage } from 'aws-cdk-lib/aws-apigateway';
import type { Construct } from 'constructs';
import type { StageConfig } from '../../../stages.ts';
import { Firewall } from './firewall.ts';
import { nameApi, PartnerAccess } from './partner-access.ts';

export const apiFront = (scope: Construct, stage: StageConfig, apiStage: CfnStage): void => {
  new PartnerAccess(scope, 'Partners', stage, apiStage);
  if (stage.domain) nameApi(scope, 'Domain', apiStage, stage.domain);
  if (stage.partnerDomain) nameApi(scope, 'PartnerDomain', apiStage, stage.partnerDomain);
  // https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-aws-waf.html
  const arn = `arn:${Aws.PARTITION}:apigateway:${Aws.REGION}::/restapis/${apiStage.restApiId}/stages/v1`;
  new Firewall(scope, 'Firewall', { stage, apiStage, arn });
};
