// Files that no request decides: a private bucket that the distribution alone reads, and what browsers are told with them.
import { Duration } from 'aws-cdk-lib';
import {
  type AddBehaviorOptions,
  type BehaviorOptions,
  CachePolicy,
  Function as EdgeFunction,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HeadersFrameOption,
  HeadersReferrerPolicy,
  ResponseHeadersPolicy,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { nameOf } from '../../../names.ts';
import type { StageConfig } from '../../../stages.ts';

/** Nothing from elsewhere, no script in a page, and no frame around it: https://www.w3.org/TR/CSP3/ */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const override = true;

/** Each address of the staff pages is the one page, which finds its way by itself. */
const onePage = `function handler(event) {
  event.request.uri = '/staff/index.html';
  return event.request;
}`;

export class StaticFiles extends Construct {
  readonly bucketName: string;
  private readonly bucket: Bucket;
  private readonly stage: StageConfig;

  constructor(scope: Construct, id: string, stage: StageConfig) {
    super(scope, id);
    this.stage = stage;
    this.bucket = new Bucket(this, 'Bucket', {
      // Without a name of its own, which is one of all accounts: a try before leaves none in the way.
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      removalPolicy: stage.removalPolicy,
    });
    this.bucketName = this.bucket.bucketName;
  }

  /** By path pattern, the more special ones first. */
  behaviors(): Readonly<Record<string, BehaviorOptions>> {
    const shared: AddBehaviorOptions & Pick<BehaviorOptions, 'origin'> = {
      origin: S3BucketOrigin.withOriginAccessControl(this.bucket),
      viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
      responseHeadersPolicy: this.headers(),
    };
    const page: BehaviorOptions = {
      ...shared,
      cachePolicy: CachePolicy.CACHING_DISABLED,
      functionAssociations: [
        { eventType: FunctionEventType.VIEWER_REQUEST, function: this.toOnePage() },
      ],
    };
    return {
      '/staff/assets/*': { ...shared, cachePolicy: CachePolicy.CACHING_OPTIMIZED },
      '/staff': page,
      '/staff/*': page,
    };
  }

  private toOnePage(): EdgeFunction {
    return new EdgeFunction(this, 'OnePage', {
      functionName: nameOf(this.stage, 'staff-page'),
      comment: 'Each address of the staff pages is one page',
      runtime: FunctionRuntime.JS_2_0,
      code: FunctionCode.fromInline(onePage),
    });
  }

  private headers(): ResponseHeadersPolicy {
    return new ResponseHeadersPolicy(this, 'Headers', {
      responseHeadersPolicyName: nameOf(this.stage, 'static-files'),
      securityHeadersBehavior: {
        contentSecurityPolicy: { contentSecurityPolicy, override },
        contentTypeOptions: { override },
        frameOptions: { frameOption: HeadersFrameOption.DENY, override },
        referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.SAME_ORIGIN, override },
        strictTransportSecurity: { accessControlMaxAge: Duration.days(730), override },
      },
      customHeadersBehavior: {
        customHeaders: [
          { header: 'cross-origin-opener-policy', value: 'same-origin', override },
          { header: 'cross-origin-resource-policy', value: 'same-origin', override },
        ],
      },
    });
  }
}
