// Partners: how much one may ask for, a key for each, and a name of the API where they show their own certificate.

import { CfnOutput } from 'aws-cdk-lib';
import {
  CfnApiKey,
  CfnBasePathMapping,
  CfnDomainName,
  type CfnStage,
  CfnUsagePlan,
  CfnUsagePlanKey,
} from 'aws-cdk-lib/aws-apigateway';
import { Construct } from 'constructs';
import type { OwnDomain, PartnerDomain } from '../../../context/domains.ts';
import { nameOf } from '../../../names.ts';
import type { StageConfig } from '../../../stages.ts';

export class PartnerAccess extends Construct {
  constructor(scope: Construct, id: string, stage: StageConfig, apiStage: CfnStage) {
    super(scope, id);
    const { rate, burst, requestsPerMonth } = stage.partnerPlan;
    const plan = new CfnUsagePlan(this, 'Plan', {
      usagePlanName: nameOf(stage, 'partners'),
      description: 'What the key of one partner may ask for',
      apiStages: [{ apiId: apiStage.restApiId, stage: apiStage.ref }],
      throttle: { rateLimit: rate, burstLimit: burst },
      quota: { limit: requestsPerMonth, period: 'MONTH' },
    });
    for (const partner of stage.partners) {
      // Its value is made by API Gateway and stands in no template.
      const key = new CfnApiKey(this, `Key-${partner}`, {
        name: nameOf(stage, 'partner', partner),
        description: `API key of the partner ${partner}`,
        enabled: true,
      });
      new CfnUsagePlanKey(this, `Plan-${partner}`, {
        keyId: key.ref,
        keyType: 'API_KEY',
        usagePlanId: plan.ref,
      });
    }
  }
}

/**
 * A name of the API, and where its DNS record must point; `/v1` below it is the stage, and so is the name itself.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-mutual-tls.html
 */
export const nameApi = (
  scope: Construct,
  id: string,
  apiStage: CfnStage,
  { name, certificateArn, ...rest }: OwnDomain & Partial<PartnerDomain>,
): void => {
  const domain = new CfnDomainName(scope, id, {
    domainName: name,
    regionalCertificateArn: certificateArn,
    endpointConfiguration: { types: ['REGIONAL'] },
    securityPolicy: 'TLS_1_2',
    mutualTlsAuthentication:
      rest.trustStore === undefined ? undefined : { truststoreUri: rest.trustStore },
  });
  const target = { domainName: domain.ref, restApiId: apiStage.restApiId, stage: apiStage.ref };
  new CfnBasePathMapping(scope, `${id}Mapping`, { ...target, basePath: 'v1' });
  // Later versions are paths of the one stage: `/v2/orders/…` is its resource of that name.
  new CfnBasePathMapping(scope, `${id}Versions`, target);
  new CfnOutput(scope, `${id}Target`, {
    description: `The DNS record of ${name} is an alias of this`,
    value: domain.attrRegionalDomainName,
  });
};
