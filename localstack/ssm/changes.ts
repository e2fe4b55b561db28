// What changes parameters: refused as SSM refuses it.
// https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html
import { AwsError } from '../cloud/protocol/edge-protocol.ts';
import type { ParameterStore } from './parameters.ts';

export interface ChangeRequest {
  readonly Name?: string;
  readonly Names?: readonly string[];
  readonly Value?: string;
  readonly Type?: string;
  readonly Overwrite?: boolean;
  readonly Tier?: string;
}

const types = ['String', 'StringList', 'SecureString'];
const maxBytes = { Standard: 4096, Advanced: 8192 };
const mostLevels = 15;

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

export function putParameter(request: ChangeRequest, store: ParameterStore) {
  const { Name: name = '', Value: value = '', Overwrite = false } = request;
  const tier = request.Tier === 'Advanced' ? 'Advanced' : 'Standard';
  checkName(name);
  const known = store.find(name);
  const type = request.Type ?? known?.type;
  if (type === undefined) {
    throw invalid('A parameter type is required when you create a parameter.');
  }
  if (!types.includes(type)) {
    throw new AwsError('UnsupportedParameterType', `The parameter type ${type} is not supported.`);
  }
  const bytes = Buffer.byteLength(value);
  if (bytes === 0 || bytes > maxBytes[tier]) {
    throw invalid(
      `The value of a parameter of the ${tier} tier has 1 to ${maxBytes[tier]} bytes, not ${bytes}.`,
    );
  }
  if (known && !Overwrite) {
    throw new AwsError(
      'ParameterAlreadyExists',
      'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
    );
  }
  return { Version: store.put(name, value, type).version, Tier: tier };
}

export function deleteParameter({ Name: name = '' }: ChangeRequest, store: ParameterStore) {
  if (store.delete(name)) return {};
  throw new AwsError('ParameterNotFound', `Parameter ${name} not found.`);
}

export function deleteParameters({ Names = [] }: ChangeRequest, store: ParameterStore) {
  const DeletedParameters = Names.filter((name) => store.delete(name));
  return {
    DeletedParameters,
    InvalidParameters: Names.filter((name) => !DeletedParameters.includes(name)),
  };
}
