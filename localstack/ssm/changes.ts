// What changes parameters: refused as SSM refuses it.
// https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html
import { AwsError } from '../cloud/protocol/edge-protocol.ts';
import type { About, ParameterStore, ParameterVersion } from './parameters.ts';

export interface ChangeRequest {
  readonly Name?: string;
  readonly Names?: readonly string[];
  readonly Value?: string;
  readonly Type?: string;
  readonly Overwrite?: boolean;
  readonly Tier?: string;
  readonly Description?: string;
  readonly AllowedPattern?: string;
  readonly DataType?: string;
  readonly Tags?: readonly unknown[];
}

const types = ['String', 'StringList', 'SecureString'];
const maxBytes = { Standard: 4096, Advanced: 8192 };
const tiers = ['Standard', 'Advanced', 'Intelligent-Tiering'];
const dataTypes = ['text', 'aws:ec2:image', 'aws:ssm:integration'];
const mostLevels = 15;
const mostNames = 10;

const invalid = (message: string) => new AwsError('ValidationException', message);

function checkName(name: string): void {
  if (!/^[\w./-]{1,1011}$/.test(name)) {
    throw invalid(
      'Parameter name: can only contain the following: letters, numbers and the symbols .-_/',
    );
  }
  if (/^\/?(?:aws|ssm)/i.test(name)) {
    throw invalid('Parameter name: can\'t be prefixed with "aws" or "ssm" (case-insensitive).');
  }
  if (name.includes('/') && !name.startsWith('/')) {
    throw invalid('Parameter name must be a fully qualified name: it begins with /.');
  }
  if (name.endsWith('/') || name.includes('//')) throw invalid('Parameter name: a level is empty.');
  if (name.split('/').length - 1 > mostLevels) {
    throw new AwsError(
      'HierarchyLevelLimitExceededException',
      `A parameter name has at most ${mostLevels} levels.`,
    );
  }
}

/** Throws where the tier is none, or below that of the parameter so far. */
function tierOf(
  { Tier: wanted, Value: value = '' }: ChangeRequest,
  known: ParameterVersion | undefined,
): About['tier'] {
  if (wanted !== undefined && !tiers.includes(wanted)) {
    throw invalid(`The tier ${wanted} is none: ${tiers.join(', ')}.`);
  }
  if (wanted === 'Advanced') return 'Advanced';
  if (known?.tier === 'Advanced' && wanted === 'Standard') {
    throw invalid(
      "This parameter uses the advanced-parameter tier. You can't downgrade a parameter from the advanced-parameter tier to the standard-parameter tier.",
    );
  }
  const isLong = Buffer.byteLength(value) > maxBytes.Standard;
  const isAdvanced = known?.tier === 'Advanced' || (wanted === 'Intelligent-Tiering' && isLong);
  return isAdvanced ? 'Advanced' : 'Standard';
}

function checkPattern(value: string, pattern: string | undefined): void {
  if (pattern === undefined) return;
  let expression: RegExp;
  try {
    expression = new RegExp(`^(?:${pattern})$`);
  } catch {
    throw new AwsError(
      'InvalidAllowedPatternException',
      `The pattern ${pattern} is no regular expression.`,
    );
  }
  if (expression.test(value)) return;
  throw new AwsError(
    'ParameterPatternMismatchException',
    `Parameter value can't be validated against allowedPattern: ${pattern}`,
  );
}

function checkValue(value: string, tier: About['tier'], pattern: string | undefined): void {
  const bytes = Buffer.byteLength(value);
  if (bytes === 0 || bytes > maxBytes[tier]) {
    throw invalid(
      `The value of a parameter of the ${tier} tier has 1 to ${maxBytes[tier]} bytes, not ${bytes}.`,
    );
  }
  if (/\{\{(?:ssm:[^{}]*)?\}\}/.test(value)) {
    throw invalid("Parameters can't be referenced or nested in the values of other parameters.");
  }
  checkPattern(value, pattern);
}

function typeOf({ Type }: ChangeRequest, known: ParameterVersion | undefined): string {
  const type = Type ?? known?.type;
  if (type === undefined) {
    throw invalid('A parameter type is required when you create a parameter.');
  }
  if (types.includes(type)) return type;
  throw new AwsError('UnsupportedParameterType', `The parameter type ${type} is not supported.`);
}

export function putParameter(request: ChangeRequest, store: ParameterStore) {
  const { Name: name = '', Value: value = '', Overwrite = false } = request;
  const { AllowedPattern: allowedPattern, DataType: dataType = 'text', Tags = [] } = request;
  checkName(name);
  if (Overwrite && Tags.length > 0) {
    throw invalid(
      "Invalid request: tags and overwrite can't be used together. To create a parameter with tags, please remove overwrite flag. To update tags for an existing parameter, please use AddTagsToResource or RemoveTagsFromResource.",
    );
  }
  if (!dataTypes.includes(dataType)) {
    throw invalid(`The data type ${dataType} is none: ${dataTypes.join(', ')}.`);
  }
  const known = store.find(name);
  const type = typeOf(request, known);
  const tier = tierOf(request, known);
  checkValue(value, tier, allowedPattern);
  if (known && !Overwrite) {
    throw new AwsError(
      'ParameterAlreadyExists',
      'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
    );
  }
  const { Description: description = known?.description } = request;
  const made = store.put(name, value, { type, tier, dataType, allowedPattern, description });
  return { Version: made.version, Tier: tier };
}

export function deleteParameter({ Name: name = '' }: ChangeRequest, store: ParameterStore) {
  if (store.delete(name)) return {};
  throw new AwsError('ParameterNotFound', `Parameter ${name} not found.`);
}

export function deleteParameters({ Names = [] }: ChangeRequest, store: ParameterStore) {
  if (Names.length < 1 || Names.length > mostNames) {
    throw invalid(`Names has 1 to ${mostNames} members.`);
  }
  const DeletedParameters = Names.filter((name) => store.delete(name));
  return {
    DeletedParameters,
    InvalidParameters: Names.filter((name) => !DeletedParameters.includes(name)),
  };
}
