// The address for people: CloudFront in front of the shop's pages, the files and the API, so that all are one origin.
import { Aws, Duration } from 'aws-cdk-lib';
import {
  AllowedMethods,
  type BehaviorOptions,
  CacheHeaderBehavior,
  CachePolicy,
  CacheQueryStringBehavior,
  Distribution,
  HttpVersion,
  OriginProtocolPolicy,
  OriginRequestPolicy,
  PriceClass,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { Construct } from 'constructs';
import { nameOf, publish } from '../../../names.ts';
import type { StageConfig } from '../../../stages.ts';
import { shopPath } from '../integrations.ts';
import { StaticFiles } from './static-files.ts';

export class Site extends Construct {
  constructor(scope: Construct, id: string, stage: StageConfig, restApiId: string) {
    super(scope, id);
    const host = stage.domain?.name ?? `${restApiId}.execute-api.${Aws.REGION}.${Aws.URL_SUFFIX}`;
    const origin = (originPath?: string) =>
      new HttpOrigin(host, {
        ...(originPath === undefined ? {} : { originPath }),
        protocolPolicy: OriginProtocolPolicy.HTTPS_ONLY,
        // Above the 29 s of the gateway.
        readTimeout: Duration.seconds(30),
      });
    const pages = origin(`/v1${shopPath}`);
    const shared = {
      viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
      // Everything but `Host`, by which API Gateway finds the API:
      // https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-origin-request-policies.html
      originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
    };
    const forEachVisitor: BehaviorOptions = {
      ...shared,
      origin: pages,
      allowedMethods: AllowedMethods.ALLOW_ALL,
      cachePolicy: CachePolicy.CACHING_DISABLED,
    };
    const forAll: BehaviorOptions = {
      viewerProtocolPolicy: shared.viewerProtocolPolicy,
      origin: pages,
      cachePolicy: CachePolicy.CACHING_OPTIMIZED,
    };
    const forApps: BehaviorOptions = {
      ...forEachVisitor,
      origin: origin(),
      cachePolicy: this.answersPolicy(stage),
    };
    const files = new StaticFiles(this, 'Files', stage);
    const distribution = new Distribution(this, 'Distribution', {
      comment: nameOf(stage, 'site'),
      defaultBehavior: forEachVisitor,
      additionalBehaviors: {
        '/v1/mobile/*': forApps,
        '/v1/graphql': forApps,
        '/v1/*': { ...forEachVisitor, origin: origin() },
        // Later versions are paths of the one stage; those that are not there are its 404, not a page.
        '/v?/*': { ...forEachVisitor, origin: origin('/v1') },
        '/v??/*': { ...forEachVisitor, origin: origin('/v1') },
        '/assets/*': forAll,
        '/images/*': forAll,
        // A session of staff is kept as that of a visitor is.
        '/staff/session/*': forEachVisitor,
        ...files.behaviors(),
      },
      httpVersion: HttpVersion.HTTP2_AND_3,
      priceClass: PriceClass.PRICE_CLASS_100,
    });
    publish(scope, stage, {
      'platform/site-url': `https://${distribution.distributionDomainName}`,
      'platform/site-bucket': files.bucketName,
      'platform/site-distribution': distribution.distributionId,
    });
  }

  /**
   * Compresses, and keeps for up to a minute what its answer says is for everybody; nothing else, as the shortest time is none.
   * What an answer depends on is in the key. Without any time CloudFront would not compress:
   * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/ServingCompressedFiles.html
   */
  private answersPolicy(stage: StageConfig): CachePolicy {
    return new CachePolicy(this, 'Answers', {
      cachePolicyName: nameOf(stage, 'answers'),
      minTtl: Duration.seconds(0),
      defaultTtl: Duration.seconds(0),
      maxTtl: Duration.seconds(60),
      enableAcceptEncodingGzip: true,
      enableAcceptEncodingBrotli: true,
      queryStringBehavior: CacheQueryStringBehavior.all(),
      headerBehavior: CacheHeaderBehavior.allowList(
        'Accept',
        'Authorization',
        'Origin',
        'X-Api-Key',
        'X-Cart-Token',
      ),
    });
  }
}
