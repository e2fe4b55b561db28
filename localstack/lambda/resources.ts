// AWS::Lambda::Function, Version, Alias, Permission and EventInvokeConfig.
import { type Account, arnOf } from '../cloud/arn.ts';
import type { Resource, ResourceHandler } from '../cloud/cloud.ts';
import { physicalName } from '../cloud/names.ts';
import {
  object,
  optionalNumber,
  optionalText,
  type Properties,
  ResourceError,
  text,
  textMap,
} from '../cloud/read.ts';
import { parseFunction } from './config.ts';
import type { FunctionService } from './lambda.ts';

type Registering = Pick<
  FunctionService,
  'add' | 'addAlias' | 'addPermission' | 'config' | 'configureAsync'
>;

function codeOf(resource: Resource): string {
  if (resource.assetPath !== undefined) return resource.assetPath;
  throw new ResourceError(
    resource,
    'its code is no file asset of this assembly; use Code.fromAsset with a built bundle',
  );
}

function checkRuntime(resource: Resource): void {
  const runtime = optionalText(resource.properties, 'Runtime') ?? '';
  if (runtime.startsWith('nodejs')) return;
  throw new ResourceError(resource, `the runtime ${runtime} is not handled: only nodejs is`);
}

const mostEnvironmentBytes = 4096;
const reservedNames =
  /^(?:_HANDLER|_X_AMZN_TRACE_ID|AWS_(?:DEFAULT_)?REGION|AWS_EXECUTION_ENV|AWS_ACCESS_KEY(?:_ID)?|AWS_SECRET_ACCESS_KEY|AWS_SESSION_TOKEN|AWS_LAMBDA_(?:FUNCTION_(?:NAME|VERSION|MEMORY_SIZE)|INITIALIZATION_TYPE|LOG_(?:GROUP|STREAM)_NAME|RUNTIME_API)|LAMBDA_(?:TASK_ROOT|RUNTIME_DIR))$/;

/** What Lambda refuses: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html */
function environmentOf(resource: Resource): Record<string, string> {
  const variables = textMap(object(resource.properties, 'Environment'), 'Variables');
  const names = Object.keys(variables);
  const refused = names.find((name) => reservedNames.test(name) || !/^[a-zA-Z]\w+$/.test(name));
  if (refused !== undefined) {
    throw new ResourceError(resource, `the environment variable ${refused} cannot be set`);
  }
  const bytes = Buffer.byteLength([...names, ...Object.values(variables)].join(''));
  if (bytes <= mostEnvironmentBytes) return variables;
  throw new ResourceError(
    resource,
    `its environment variables have ${bytes} bytes, and ${mostEnvironmentBytes} at most`,
  );
}

const lambdaFunctionProperties = [
  'FunctionName',
  'Description',
  'Code.S3Bucket',
  'Code.S3Key',
  'Code.S3ObjectVersion',
  'Handler',
  'Runtime',
  'Role',
  'Environment.Variables',
  'Timeout',
  'MemorySize',
  'ReservedConcurrentExecutions',
  'DeadLetterConfig.TargetArn',
  'Architectures',
  'EphemeralStorage',
  'KmsKeyArn',
  'LoggingConfig',
  'PackageType',
  'RecursiveLoop',
  'RuntimeManagementConfig',
  'Tags',
  'TracingConfig',
  'VpcConfig',
];

const lambdaFunction = (account: Account, functions: Registering): ResourceHandler => ({
  type: 'AWS::Lambda::Function',
  properties: lambdaFunctionProperties,
  create(resource) {
    checkRuntime(resource);
    const { properties } = resource;
    const name = physicalName(resource, 'FunctionName');
    const arn = arnOf('lambda', `function:${name}`, account);
    const environment = environmentOf(resource);
    functions.add({
      name,
      arn,
      roleArn: text(resource, 'Role'),
      handler: text(resource, 'Handler'),
      codePath: codeOf(resource),
      service: environment.SERVICE ?? name,
      environment,
      timeoutSeconds: optionalNumber(properties, 'Timeout') ?? 3,
      memoryMb: optionalNumber(properties, 'MemorySize') ?? 128,
      reservedConcurrency: optionalNumber(properties, 'ReservedConcurrentExecutions'),
      deadLetterArn: optionalText(object(properties, 'DeadLetterConfig'), 'TargetArn'),
    });
    return { ref: name, attributes: { Arn: arn } };
  },
});

const version = (functions: Registering): ResourceHandler => ({
  type: 'AWS::Lambda::Version',
  properties: ['FunctionName', 'Description', 'CodeSha256'],
  create(resource) {
    const { arn } = functions.config(text(resource, 'FunctionName'));
    // There is one version of the code on a laptop: the one that was just built.
    functions.addAlias(text(resource, 'FunctionName'), '1');
    return { ref: `${arn}:1`, attributes: { Version: '1', FunctionArn: `${arn}:1` } };
  },
});

const alias = (functions: Registering): ResourceHandler => ({
  type: 'AWS::Lambda::Alias',
  properties: ['FunctionName', 'FunctionVersion', 'Name', 'Description'],
  create(resource) {
    const arn = functions.addAlias(text(resource, 'FunctionName'), text(resource, 'Name'));
    return { ref: arn, attributes: { AliasArn: arn } };
  },
});

const permission = (functions: Registering): ResourceHandler => ({
  type: 'AWS::Lambda::Permission',
  properties: ['Action', 'FunctionName', 'Principal', 'SourceArn', 'SourceAccount'],
  create(resource) {
    functions.addPermission(text(resource, 'FunctionName'), {
      action: text(resource, 'Action'),
      principal: text(resource, 'Principal'),
      sourceArn: optionalText(resource.properties, 'SourceArn'),
    });
    return { ref: resource.logicalId };
  },
});

const destination = (properties: Properties, name: string) =>
  optionalText(object(object(properties, 'DestinationConfig'), name), 'Destination');

const eventInvokeConfig = (functions: Registering): ResourceHandler => ({
  type: 'AWS::Lambda::EventInvokeConfig',
  properties: [
    'FunctionName',
    'Qualifier',
    'MaximumEventAgeInSeconds',
    'MaximumRetryAttempts',
    'DestinationConfig.OnFailure.Destination',
    'DestinationConfig.OnSuccess.Destination',
  ],
  create(resource) {
    const { properties } = resource;
    const { name } = parseFunction(text(resource, 'FunctionName'));
    const qualifier = optionalText(properties, 'Qualifier') ?? '$LATEST';
    functions.configureAsync(`${name}:${qualifier}`, {
      maximumRetryAttempts: optionalNumber(properties, 'MaximumRetryAttempts') ?? 2,
      maximumEventAgeSeconds: optionalNumber(properties, 'MaximumEventAgeInSeconds') ?? 21_600,
      onFailureArn: destination(properties, 'OnFailure'),
      onSuccessArn: destination(properties, 'OnSuccess'),
    });
    return { ref: resource.logicalId };
  },
});

export const functionResources = (
  account: Account,
  functions: Registering,
): readonly ResourceHandler[] => [
  lambdaFunction(account, functions),
  ...[version, alias, permission, eventInvokeConfig].map((make) => make(functions)),
];
