// The web application firewall before the public API: addresses and countries from the stage, AWS's managed rules, a rate for each address.
import type { CfnResource } from 'aws-cdk-lib';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import {
  CfnIPSet,
  CfnLoggingConfiguration,
  CfnWebACL,
  CfnWebACLAssociation,
} from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import { logGroupArn, nameOf } from '../../../names.ts';
import type { StageConfig } from '../../../stages.ts';
import { problemBody } from '../problem.ts';

type Rule = Omit<CfnWebACL.RuleProperty, 'priority' | 'visibilityConfig'>;

/**
 * Rules that would refuse what the contract allows: bodies up to 1 MiB, providers' calls without a User-Agent, and
 * texts and addresses in a body that the services judge themselves: HTML in a description, the URL of a webhook.
 * https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-baseline.html
 */
const onlyCounted = [
  'SizeRestrictions_BODY',
  'NoUserAgent_HEADER',
  'CrossSiteScripting_BODY',
  'EC2MetaDataSSRF_BODY',
  'GenericLFI_BODY',
  'GenericRFI_BODY',
];

const managedRules: Readonly<Record<string, readonly string[]>> = {
  AWSManagedRulesAmazonIpReputationList: [],
  AWSManagedRulesKnownBadInputsRuleSet: [],
  AWSManagedRulesCommonRuleSet: onlyCounted,
};

const managed = ([name, counted]: [string, readonly string[]]): Rule => ({
  name,
  overrideAction: { none: {} },
  statement: {
    managedRuleGroupStatement: {
      vendorName: 'AWS',
      name,
      ruleActionOverrides: counted.map((each) => ({ name: each, actionToUse: { count: {} } })),
    },
  },
});

const countryRule = (countryCodes: readonly string[]): Rule => ({
  name: 'RefusedCountries',
  action: { block: {} },
  statement: { geoMatchStatement: { countryCodes: [...countryCodes] } },
});

const measured = (metricName: string): CfnWebACL.VisibilityConfigProperty => ({
  cloudWatchMetricsEnabled: true,
  sampledRequestsEnabled: true,
  metricName,
});

export interface FirewallProps {
  readonly stage: StageConfig;
  readonly apiStage: CfnResource;
  /** Of the stage. */
  readonly arn: string;
}

export class Firewall extends Construct {
  private readonly stage: StageConfig;

  constructor(scope: Construct, id: string, { stage, apiStage, arn }: FirewallProps) {
    super(scope, id);
    this.stage = stage;
    const acl = new CfnWebACL(this, 'Acl', {
      name: nameOf(stage),
      description: `Before the public API of Tandem, ${stage.name}`,
      scope: 'REGIONAL',
      defaultAction: { allow: {} },
      customResponseBodies: {
        limited: {
          contentType: 'APPLICATION_JSON',
          content: problemBody('rate-limited', 'urn:request:unknown'),
        },
      },
      visibilityConfig: measured(nameOf(stage)),
      rules: this.rules().map((rule, priority) => ({
        ...rule,
        priority,
        visibilityConfig: measured(rule.name),
      })),
    });
    const association = new CfnWebACLAssociation(this, 'Association', {
      resourceArn: arn,
      webAclArn: acl.attrArn,
    });
    association.addResourceDependency(apiStage);
    this.logRefusals(acl);
  }

  private rules(): readonly Rule[] {
    const { refusedCountries, refusedAddresses, trustedAddresses } = this.stage.firewall;
    return [
      ...this.addressRules('TrustedAddresses', trustedAddresses, { allow: {} }),
      ...this.addressRules('RefusedAddresses', refusedAddresses, { block: {} }),
      ...(refusedCountries.length === 0 ? [] : [countryRule(refusedCountries)]),
      this.rateRule(),
      ...Object.entries(managedRules).map(managed),
    ];
  }

  /** An empty list would only cost. */
  private addressRules(
    name: string,
    addresses: readonly string[],
    action: CfnWebACL.RuleActionProperty,
  ): readonly Rule[] {
    if (addresses.length === 0) return [];
    const set = new CfnIPSet(this, name, {
      name: nameOf(this.stage, name),
      scope: 'REGIONAL',
      ipAddressVersion: 'IPV4',
      addresses: [...addresses],
    });
    return [{ name, action, statement: { ipSetReferenceStatement: { arn: set.attrArn } } }];
  }

  private rateRule(): Rule {
    return {
      name: 'RequestRate',
      action: {
        block: { customResponse: { responseCode: 429, customResponseBodyKey: 'limited' } },
      },
      statement: {
        rateBasedStatement: {
          aggregateKeyType: 'IP',
          evaluationWindowSec: 300,
          limit: this.stage.firewall.requestsIn5Minutes,
        },
      },
    };
  }

  /** Without what identifies a person beside the address. */
  private logRefusals(acl: CfnWebACL): void {
    // The prefix is AWS's: https://docs.aws.amazon.com/waf/latest/developerguide/logging-cw-logs.html
    const logGroupName = `aws-waf-logs-${nameOf(this.stage)}`;
    const logGroup = new LogGroup(this, 'Log', {
      logGroupName,
      retention: this.stage.logRetention,
      removalPolicy: this.stage.removalPolicy,
    });
    const logging = new CfnLoggingConfiguration(this, 'Logging', {
      resourceArn: acl.attrArn,
      logDestinationConfigs: [logGroupArn(this, logGroupName)],
      redactedFields: ['authorization', 'cookie', 'x-cart-token'].map((name) => ({
        singleHeader: { Name: name },
      })),
      loggingFilter: {
        DefaultBehavior: 'DROP',
        Filters: [
          {
            Behavior: 'KEEP',
            Requirement: 'MEETS_ANY',
            Conditions: [{ ActionCondition: { Action: 'BLOCK' } }],
          },
        ],
      },
    });
    logging.node.addDependency(logGroup);
  }
}
