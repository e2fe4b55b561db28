// What SQS and SNS alike want of a message attribute.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html

export interface MessageAttribute {
  readonly DataType?: string;
  readonly StringValue?: string;
  readonly BinaryValue?: string;
}

const longest = 256;
const number = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?\s*$/i;

const isName = (name: string) =>
  /^[\w.-]{1,256}$/.test(name) && !/^(?:aws|amazon)\./i.test(name) && !/^\.|\.$|\.\./.test(name);

/** Why it is refused, whatever its name; undefined where it is not. */
export function valueFault(
  name: string,
  { DataType = '', ...values }: MessageAttribute,
): string | undefined {
  if (!/^(?:String|Number|Binary)(?:\..+)?$/.test(DataType)) {
    return `The type of message (user) attribute '${name}' is invalid. You must use only the following supported type prefixes: Binary, Number, String.`;
  }
  if (DataType.length > longest) {
    return `Length of message (user) attribute type must be at most ${longest} bytes.`;
  }
  const value = DataType.startsWith('Binary') ? values.BinaryValue : values.StringValue;
  if (value === undefined || value === '') {
    return `Message (user) attribute '${name}' must contain a non-empty value of type '${DataType}'.`;
  }
  if (DataType.startsWith('Number') && !number.test(value)) {
    return `Can't cast the value of message (user) attribute '${name}' to a number.`;
  }
  return undefined;
}

/** Why it is refused; undefined where it is not. */
export const attributeFault = (name: string, attribute: MessageAttribute): string | undefined =>
  isName(name)
    ? valueFault(name, attribute)
    : `Message (user) attribute name '${name}' is invalid.`;
